// What the viewers of the live view cost the gateway: `npm run bench:live`.
import { setTimeout as sleep } from 'node:timers/promises';

import { markdownTable, writeSection } from '#markdown';

import { interruption } from '../libs/testbed/src/interruption.ts';
import { runLoad } from '../libs/testbed/src/load/run-load.ts';
import { startProcesses, type RunningProcesses } from '../libs/testbed/src/processes.ts';
import { logProgress, runCommand } from '../libs/testbed/src/run-command.ts';
import { readBenchOptions, type BenchOptions } from './bench-options.ts';
import { figureOf, spreadText } from './figure.ts';
import { LOG_ON } from './programs.ts';
import { clocksOf, measureCpu } from './used-cpu.ts';

const USAGE = `npm run bench:live -- [options]

  --rounds N    samples of each of the two gateways, 1 to 100 (12)
  --seconds N   of each sample, 1 to 60 (5)
  --rate N      requests a second, 1 to 2000 (200)
  --write       put the table into docs/benchmarks.md
  --help        print this

Two gateways run at the same time, one with ten viewers. Exits 0 if these cost at most 2 % of a CPU, 1 if more, 2 on a bad option.`;

const VIEWERS = 10;
/** Of one CPU, in milliseconds a second. */
const MOST_MS = 20;
const WARM_UP_SECONDS = 10;

const NUMBERS = {
  rounds: { default: 12, max: 100 },
  seconds: { default: 5, max: 60 },
  rate: { default: 200, max: 2000 },
};

await runCommand({ read: (args) => readBenchOptions(args, NUMBERS), usage: USAGE, run: measure });

async function measure({ rounds, seconds, rate, write }: BenchOptions<typeof NUMBERS>): Promise<number> {
  const signal = interruption();
  await using unwatched = await startProcesses({ environment: LOG_ON, signal });
  await using watched = await startProcesses({ environment: LOG_ON, signal });
  using viewers = await openViewers(`${watched.productUrl}/live/events`);
  const load = async ({ productUrl }: RunningProcesses, forSeconds: number) => {
    await runLoad({ url: new URL(productUrl), count: rate * forSeconds, rate }, signal);
  };
  const idle = (_services: RunningProcesses, forSeconds: number) => sleep(forSeconds * 1000, undefined, { signal });

  logProgress(`warming up, with ${viewers.count} viewers`);
  for (const services of [unwatched, watched]) await load(services, WARM_UP_SECONDS);
  const rows: string[][] = [];
  let cost = 0;
  for (const [name, work] of [
    ['none', idle],
    [`${rate}`, load],
  ] as const) {
    const without: number[] = [];
    const withViewers: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      logProgress(`${name} requests a second, round ${round} of ${rounds}`);
      const both = [
        [unwatched, without],
        [watched, withViewers],
      ] as const;
      for (const [services, samples] of round % 2 === 0 ? both.toReversed() : both) {
        const { perSecond } = await measureCpu(clocksOf(services, ['gateway']), () => work(services, seconds));
        samples.push((perSecond[0] ?? 0) / 1000);
      }
    }
    const differences = withViewers.map((each, index) => each - (without[index] ?? 0));
    rows.push([name, ...[without, withViewers, differences].map((values) => spreadText(values, 1))]);
    // Beside requests the difference is smaller, and less than what one sample differs from the next.
    if (work === idle) cost = figureOf(differences).median;
  }
  const text = markdownTable(
    ['requests a second', 'gateway without viewers, ms of CPU a second', `with ${VIEWERS} viewers`, 'difference'],
    rows,
  );
  console.log(text);
  if (write) writeSection('docs/benchmarks.md', 'bench:live', text);
  return cost <= MOST_MS ? 0 : 1;
}

/** Viewers that read, until the end of the `using` block. */
async function openViewers(url: string): Promise<Disposable & { readonly count: number }> {
  const leave = new AbortController();
  for (let count = 0; count < VIEWERS; count += 1) {
    const { status, body } = await fetch(url, { signal: leave.signal });
    if (status !== 200 || !body) throw new Error(`${url} responded ${status}, but must have events.`);
    body.pipeTo(new WritableStream()).catch(() => undefined);
  }
  return { count: VIEWERS, [Symbol.dispose]: () => leave.abort() };
}
