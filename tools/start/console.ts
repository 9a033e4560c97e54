// What `npm start` prints: its own announcements, and the lines of the services.
import type { Interface } from 'node:readline';
import { styleText } from 'node:util';

import type { StartedService } from './services.ts';

const COLUMN = 12;

const outputs = new Set<Interface>();
// The reader may close the pipe, as in `npm start | head`; the services run on.
process.stdout.on('error', () => undefined).on('drain', () => outputs.forEach((lines) => lines.resume()));

export function announce(text: string): void {
  process.stdout.write(`\n${styleText('bold', text)}\n\n`);
}

/** Prints the lines of an output of a service, until it ends. */
export function printLines({ name, colour }: StartedService, lines: Interface, isError: boolean): void {
  outputs.add(lines);
  lines.on('close', () => outputs.delete(lines));
  lines.on('line', (line) => {
    const text = isError ? readable(line) : line;
    const written = process.stdout.write(`${styleText(colour, name.padEnd(COLUMN))} ${text}\n`);
    // What can't be printed in time waits in the services, which drop what is too much.
    if (!written) outputs.forEach((output) => output.pause());
  });
}

/** A service writes to standard error why it ends, as JSON. */
function readable(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg: string; err?: { stack: string } };
    return err ? `${msg}\n${err.stack}` : msg;
  } catch {
    return line;
  }
}
