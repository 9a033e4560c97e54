import { parseArgs } from 'node:util';

import { wholeNumberOption } from '../../libs/testbed/src/command-options.ts';
import type { LoadOptions } from '../../libs/testbed/src/load/run-load.ts';

/** What one run sends, and how its report is printed. */
export interface LoadPlan extends LoadOptions {
  readonly json: boolean;
  /** Reservations a second beside the requests; undefined makes none. */
  readonly reservations: number | undefined;
  /** Streams to watch instead of requests. */
  readonly streams: number | undefined;
  /** How long streams are watched. */
  readonly seconds: number;
}

export const USAGE = `npm run load -- [options]

  --url URL                where the gateway is (http://localhost:9999)
  --path PATH              what to request (/product/9310301); a product is requested with view=hops
  --count N                how many requests, 1 to 1,000,000 (1000)
  --rate N                 N requests a second, evenly, 1 to 1,000,000 (as fast as responses come). Latency counts from
                           when a request was due, also where all connections were busy and it was sent late:
                           this corrects for coordinated omission
  --concurrency N          how many connections at most, 1 to 1,000 (8)
  --reservations N         reserve N pieces a second beside the requests, 1 to 1,000, each with an idempotency key of its own, over
                           all options in stock. One whose outcome is uncertain is sent again with its key. At the end
                           what was acknowledged is compared with what has left the stock, which no other client may change
  --streams N              watch the stock of products by N streams instead of requests, 1 to 10,000, and report lost, repeated and
                           reordered changes, the longest gap, and the share of each instance. --reservations makes changes
  --seconds N              how long streams are watched, 1 to 86,400 (10)
  --header 'NAME: VALUE'   sent with each request; may be given again
  --json                   print the report as JSON
  --help                   print this

Exits 0 if every request got a 2xx response, or every viewer each change once and in order, and the reservations add up, without an error of a server, 1 if not, 2 on a bad option, 130 on Ctrl-C.`;

/** A product's own paths whose responses are JSON; only they have the hops view. */
const PRODUCT_PATH = /^\/product\/\d+(\.json)?$/;

/** Reads the command line; undefined if only help is wanted. Throws an error that says which option is bad, and why. */
export function planFrom(args: string[]): LoadPlan | undefined {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string', default: 'http://localhost:9999' },
      path: { type: 'string', default: '/product/9310301' },
      count: { type: 'string', default: '1000' },
      rate: { type: 'string' },
      reservations: { type: 'string' },
      streams: { type: 'string' },
      seconds: { type: 'string', default: '10' },
      concurrency: { type: 'string', default: '8' },
      header: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    url: target(values.url, values.path),
    count: wholeNumberOption('--count', values.count, { max: 1_000_000 }),
    rate: optionalNumber('--rate', values.rate, 1_000_000),
    concurrency: wholeNumberOption('--concurrency', values.concurrency, { max: 1000 }),
    reservations: optionalNumber('--reservations', values.reservations, 1000),
    streams: optionalNumber('--streams', values.streams, 10_000),
    seconds: wholeNumberOption('--seconds', values.seconds, { max: 86_400 }),
    headers: headersFrom(values.header),
    json: values.json,
  };
}

const optionalNumber = (option: string, text: string | undefined, max: number): number | undefined =>
  text === undefined ? undefined : wholeNumberOption(option, text, { max });

function target(base: string, path: string): URL {
  const origin = URL.parse(base);
  if (!origin || !/^https?:$/.test(origin.protocol) || origin.href !== `${origin.origin}/`) {
    throw new Error(`--url is "${base}", but must be like http://localhost:9999, without a path`);
  }
  if (!path.startsWith('/')) throw new Error(`--path is "${path}", but must begin with /`);
  const url = new URL(origin.origin + path);
  if (PRODUCT_PATH.test(url.pathname)) url.searchParams.set('view', 'hops');
  return url;
}

function headersFrom(texts: string[]): Record<string, string> {
  const headers = new Headers();
  for (const text of texts) {
    const [, name, value] = /^([^:]+):(.*)$/.exec(text) ?? [];
    try {
      headers.append(name ?? '', value ?? '');
    } catch {
      throw new Error(`--header is "${text}", but must be like 'x-tester: v2'`);
    }
  }
  return Object.fromEntries(headers);
}
