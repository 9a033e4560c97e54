import { setTimeout as sleep } from 'node:timers/promises';

import type { Instance } from '../instance.ts';
import { isPretty } from './log-format.ts';
import type { TelemetryConfig } from '../telemetry.settings.ts';

/** Lines are written together, at this size or after this time, whichever is first (docs/adr/0006). */
const GATHERED_CHARACTERS = 16_000;
const GATHERED_MS = 100;

/** The text that may wait for a slow reader. Further lines are dropped (docs/adr/0015). */
const WAITING_CHARACTERS = 1_000_000;

type Format = (line: string) => string;

let opened: LogStream | undefined;

/** Standard output, to which log lines are written as JSON, as they stand, or for a person at a terminal. */
export async function openLogStream(instance: Instance, { LOG_FORMAT }: TelemetryConfig): Promise<LogStream> {
  if (opened) return opened;
  // Loaded on demand, since a service in a cluster does not need it.
  const format = isPretty(LOG_FORMAT) ? (await import('./pretty-log.ts')).prettyLine : undefined;
  return (opened ??= new LogStream(instance, format));
}

/** Resolves when the log has been written, or after a time limit. */
export async function finishLog(timeoutMs: number): Promise<void> {
  await opened?.finish(timeoutMs);
}

/**
 * The log on standard output. Writing never waits for a reader and never fails: lines that can't be written, since the reader
 * is too slow or has closed the pipe or the disk is full, are dropped and counted. The next line that is written has the
 * count. Node writes to a file synchronously, so that no line is lost however the process exits (docs/adr/0006).
 */
export class LogStream {
  readonly #stdout = process.stdout;
  #gathered = '';
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(
    private readonly instance: Instance,
    private readonly format: Format | undefined,
  ) {
    // A failed write is also an event, which ends the process if it has no listener.
    this.#stdout.on('error', () => undefined);
    process.on('exit', () => this.flush());
  }

  /** Adds a line, which is written soon. */
  write(line: string): void {
    this.#gathered += this.format ? this.format(line) : line;
    this.#timer ??= setTimeout(() => this.flush(), GATHERED_MS).unref();
    if (this.#gathered.length > GATHERED_CHARACTERS) this.flush();
  }

  /** Writes the gathered lines. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#gathered;
    this.#gathered = '';
    const waiting = this.#stdout.writableLength;
    if (this.#dropped > 0 ? waiting > 0 : waiting > WAITING_CHARACTERS) {
      this.#dropped += countLines(lines);
      return;
    }
    const before = this.#dropped;
    this.#dropped = 0;
    const text = before > 0 ? this.#droppedLine(before) + lines : lines;
    if (!text) return;
    this.#stdout.write(text, (error) => {
      if (error) this.#dropped += before + countLines(lines);
      else if (this.#dropped > 0) this.flush();
    });
  }

  /** Resolves when all lines are written, or after a time limit. */
  async finish(timeoutMs: number): Promise<void> {
    this.flush();
    if (this.#stdout.writableLength === 0) return;
    const written = new Promise<void>((resolve) => void this.#stdout.write('', () => resolve()));
    await Promise.race([written, sleep(timeoutMs)]);
  }

  #droppedLine(dropped: number): string {
    const fields = { level: 'warn', time: new Date().toISOString(), pid: process.pid, ...this.instance };
    const line = `${JSON.stringify({ ...fields, dropped, msg: 'log lines were dropped, which could not be written' })}\n`;
    return this.format ? this.format(line) : line;
  }
}

const countLines = (text: string): number => text.split('\n').length - 1;
