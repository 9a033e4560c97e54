import { inspect } from 'node:util';

import type { ServiceName } from '#configuration';
// By itself, since the rest of #telemetry is loaded only after signals are handled.
import { isPretty } from '#log-format';
import type { Instance, Logger } from '#telemetry';

type Level = 'info' | 'warn' | 'fatal';

/** As pino orders them. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** What of a stack is written: messages may quote whole files. */
const STACK_CHARACTERS = 8000;

/**
 * Log lines about the process as a whole. They go to the logger of the service once it has one. Before that, and always where
 * they say why the process ends with an error, they are written here: to standard error, in the form of the log.
 */
export class ProcessLog {
  #logger: Logger | undefined;
  #instance: Partial<Instance>;

  constructor(service: ServiceName) {
    this.#instance = { service };
    // A reader that has gone is no reason to end.
    process.stderr.on('error', () => undefined);
  }

  /** From now on lines are the logger's. */
  continueWith(logger: Logger): void {
    this.#logger = logger;
    this.#instance = logger.bindings();
  }

  info(message: string, fields: object = {}): void {
    if (this.#logger) this.#logger.info(fields, message);
    else this.#write('info', message, fields);
  }

  /** @param error what the warning is about, if it has a stack */
  warn(message: string, error?: Error): void {
    if (this.#logger) this.#logger.warn(error ? { err: error } : {}, message);
    else this.#write('warn', message, error ? { err: describe(error) } : {});
  }

  /**
   * Says why the process ends, whatever LOG_LEVEL is.
   *
   * @param thrown what was thrown, if it is unforeseen, so that its stack is of use
   */
  fatal(message: string, ...thrown: [] | [unknown]): void {
    this.#write('fatal', message, thrown.length > 0 ? { err: describe(thrown[0]) } : {});
  }

  #write(level: Level, message: string, fields: { err?: { stack: string } }): void {
    const least = (process.env['LOG_LEVEL'] ?? '').trim().toLowerCase() || 'info';
    if (level !== 'fatal' && LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    const { err } = fields;
    const line = isPretty()
      ? `${message}${err ? `\n${err.stack}` : ''}`
      : JSON.stringify({
          level,
          time: new Date().toISOString(),
          pid: process.pid,
          ...this.#instance,
          ...fields,
          msg: message,
        });
    process.stderr.write(`${line}\n`);
  }
}

/** Whatever was thrown, in the form in which pino has errors; its causes are part of the stack. */
function describe(thrown: unknown) {
  const stack = inspect(thrown).slice(0, STACK_CHARACTERS);
  const { name, message } = thrown instanceof Error ? thrown : { name: typeof thrown, message: stack };
  return { type: name, message: message.slice(0, STACK_CHARACTERS), stack };
}
