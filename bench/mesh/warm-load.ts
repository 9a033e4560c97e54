// A program for the client pod: sends requests at a rate, first to warm up, and then those that count. Prints the reports of both.
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { runLoad } from '../../libs/testbed/src/load/run-load.ts';

/** A load at a rate; the argument of the program. */
export interface WarmLoad {
  readonly url: string;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  /** Without the warm-up the first requests of a sample would be those of a program that is not yet compiled. */
  readonly warmUpSeconds: number;
  /** Requests in flight at most. */
  readonly concurrency: number;
}

/** The output of the program. */
export interface WarmLoadReport {
  readonly warmUp: LoadReport;
  readonly measured: LoadReport;
}

const {
  url,
  requestsPerSecond: rate,
  seconds,
  warmUpSeconds,
  concurrency,
} = JSON.parse(process.argv.at(-1) ?? '') as WarmLoad;

const loadFor = (forSeconds: number) =>
  runLoad({ url: new URL(url), rate, count: rate * forSeconds, concurrency }, new AbortController().signal);

const warmUp = await loadFor(warmUpSeconds);
const report: WarmLoadReport = { warmUp, measured: await loadFor(seconds) };
console.log(JSON.stringify(report));
