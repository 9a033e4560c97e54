// A program for the client pod: sends requests until SIGTERM. Prints its process id at the start, and the report at the end,
// each as one line of JSON.
import { once } from 'node:events';

import { startLoad } from './run-load.ts';

/** The options of the load, as the last argument. */
interface Options {
  readonly url: string;
  readonly rate: number;
  readonly concurrency: number;
  readonly headers: Readonly<Record<string, string>>;
}

const { url, ...options } = JSON.parse(process.argv.at(-1) ?? '') as Options;

await using load = startLoad({ ...options, url: new URL(url) });
console.log(JSON.stringify({ pid: process.pid }));
await once(process, 'SIGTERM');
console.log(JSON.stringify(await load.stop()));
