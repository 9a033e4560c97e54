import { constants } from 'node:os';
import { setImmediate as eventLoopIteration } from 'node:timers/promises';

import type { ServiceName } from '#configuration';

import { captureOutput } from './capture-output.ts';
import { ProcessLog } from './process-log.ts';
import type { Service } from './service.ts';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/** The port is in use, or this machine does not have the address. The message of the error has all details. */
const UNUSABLE_ADDRESS = /\b(EADDRINUSE|EADDRNOTAVAIL|EACCES|EAFNOSUPPORT|ENOTFOUND)\b/;

/** The module of a service, whose import takes most of the start. Signal handlers are installed before. */
interface Program {
  /** The service as its environment configures it, not yet started. */
  readonly createFromEnvironment: () => Promise<Service>;
}

/**
 * The main program of a service: loads it, starts it, and on SIGTERM, SIGINT, SIGHUP or SIGQUIT, or when a parent with an
 * IPC channel has gone, drains and exits with 0; before it is ready it exits at once, with 0 as well. A second signal ends
 * it at once with 128 and the signal's number.
 *
 * Exits with 1 on a bad environment (one line on standard error for each variable) or if it can't start. An
 * unexpected error ends the process with 1, after one line with the error, so that its supervisor starts it again.
 */
export async function runService(name: ServiceName, load: () => Promise<Program>): Promise<void> {
  const log = new ProcessLog(name);
  let ready: Service | undefined;
  let stopping = false;

  const end = (reason: string) => {
    if (stopping) return;
    stopping = true;
    if (!ready) {
      log.info('stopped before it was ready', { reason });
      process.exit(0);
    }
    void ready.stop().then(() => process.exit(0));
  };
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (stopping) process.exit(128 + constants.signals[signal]);
      end(signal);
    });
  }
  process.on('uncaughtException', (error, origin) => {
    try {
      log.fatal(origin === 'unhandledRejection' ? 'unhandled rejection' : 'uncaught exception', error);
    } finally {
      process.exit(1);
    }
  });
  captureOutput(log);
  endWithParent(() => end('the parent process has gone'));

  try {
    const { createFromEnvironment } = await load();
    const service = await createFromEnvironment();
    log.continueWith(service.logger);
    // No iteration of the event loop has run so far, so that a signal may be pending.
    await eventLoopIteration();
    await service.start();
    ready = service;
  } catch (error) {
    logFailedStart(error as Error, log);
    process.exit(1);
  }
  process.send?.('ready', () => undefined);
}

/** tools/start.ts and process managers start their children with an IPC channel; containers have none. */
function endWithParent(end: () => void): void {
  if (!process.send) return;
  process.on('disconnect', end);
  if (!process.connected) end();
}

function logFailedStart(error: Error, log: ProcessLog): void {
  if (error.name === 'ConfigError') {
    for (const problem of error.message.split('\n')) log.fatal(problem);
  } else if (UNUSABLE_ADDRESS.test(error.message)) {
    log.fatal(`can't start: ${error.message}`);
  } else {
    log.fatal(`can't start: ${error.message}`, error);
  }
}
