import { inspect } from 'node:util';

import type { ServiceName } from '#configuration';
// Not by #telemetry, which is loaded only after the signal handlers are installed.
import { isPretty } from '#log-format';
import type { Instance, Logger } from '#telemetry';

type Severity = 'info' | 'warn' | 'fatal';

/** The levels of pino, in ascending order. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** A longer stack is cut, since messages may quote whole files. */
const MAX_STACK_CHARACTERS = 8000;

/**
 * Log lines about the process as a whole. They go to the logger of the service once it exists. Earlier lines, and those with the
 * reason why the process ends with an error, go to standard error in the format of the log.
 */
export class ProcessLog {
  #logger: Logger | undefined;
  #instance: Partial<Instance>;

  constructor(service: ServiceName) {
    this.#instance = { service };
    // A closed standard error must not end the process.
    process.stderr.on('error', () => undefined);
  }

  /** Writes all further lines but fatal ones by the logger. */
  continueWith(logger: Logger): void {
    this.#logger = logger;
    this.#instance = logger.bindings();
  }

  info(message: string, fields: object = {}): void {
    if (this.#logger) this.#logger.info(fields, message);
    else this.#write('info', message, fields);
  }

  /** @param error the cause, if it has a stack */
  warn(message: string, error?: Error): void {
    if (this.#logger) this.#logger.warn(error ? { err: error } : {}, message);
    else this.#write('warn', message, error ? { err: describe(error) } : {});
  }

  /**
   * Writes the reason why the process ends, whatever LOG_LEVEL is.
   *
   * @param thrown an unexpected exception, whose stack is logged
   */
  fatal(message: string, ...thrown: [] | [unknown]): void {
    this.#write('fatal', message, thrown.length > 0 ? { err: describe(thrown[0]) } : {});
  }

  #write(level: Severity, message: string, fields: { err?: { stack: string } }): void {
    const least = (process.env['LOG_LEVEL'] ?? '').trim().toLowerCase() || 'info';
    if (level !== 'fatal' && LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
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

/** An exception in pino's format of errors; its causes are part of the stack. */
function describe(thrown: unknown) {
  const stack = inspect(thrown).slice(0, MAX_STACK_CHARACTERS);
  const { name, message } = thrown instanceof Error ? thrown : { name: typeof thrown, message: stack };
  return { type: name, message: message.slice(0, MAX_STACK_CHARACTERS), stack };
}
