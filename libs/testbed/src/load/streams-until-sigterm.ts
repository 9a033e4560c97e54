// A program for the client pod: watches streams of stock, and reserves stock meanwhile if the options say so, until SIGTERM. Prints
// its process id, each hop of a stream, once each stream has its stock that it has started, and at the end the report, each as one
// line of JSON.
import { once } from 'node:events';

import type { ReservationReport } from './reservation-report.ts';
import { startReservations } from './run-reservations.ts';
import { startStreams } from './run-streams.ts';
import type { StreamReport } from './stream-report.ts';

/** Enough for 100 reservations a second that take up to 300 ms. */
const CONCURRENCY = 32;

/** The options of the program, as its last argument. */
export interface StreamsProgramOptions {
  /** Of the gateway, such as http://gateway:9999. */
  readonly origin: string;
  readonly streams: number;
  /** Reservations a second; none unless given. */
  readonly reservations?: number | undefined;
}

/** How streams went, and the reservations that were made meanwhile. */
export interface StreamsProgramReport {
  readonly streams: StreamReport;
  readonly reservations?: ReservationReport | undefined;
}

/** A line of its output. */
export type StreamsProgramLine =
  | { readonly pid: number }
  | { readonly stream: number; readonly service: string; readonly instance: string | null }
  | { readonly hasStarted: true }
  | { readonly report: StreamsProgramReport };

const print = (line: StreamsProgramLine) => console.log(JSON.stringify(line));

const { origin, streams, reservations: rate } = JSON.parse(process.argv.at(-1) ?? '') as StreamsProgramOptions;
const interrupt = new AbortController().signal;

print({ pid: process.pid });
const stopped = once(process, 'SIGTERM');
await using watching = await startStreams(
  { origin, streams, onHop: (stream, { service, instance }) => print({ stream, service, instance }) },
  interrupt,
);
await using reserving =
  rate === undefined ? undefined : await startReservations({ origin, rate, concurrency: CONCURRENCY }, interrupt);
print({ hasStarted: true });
await stopped;
const reservations = await reserving?.stop();
print({ report: { streams: await watching.stop(), reservations } });
