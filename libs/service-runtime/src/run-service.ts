import { constants } from 'node:os';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';

import type { ServiceName } from '#configuration';

import { captureOutput } from './capture-output.ts';
import { ProcessLog } from './process-log.ts';
import type { Service } from './service.ts';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/** A port that is taken, or an address that this machine does not have: the message of the error says all of it. */
const UNUSABLE_ADDRESS = /\b(EADDRINUSE|EADDRNOTAVAIL|EACCES|EAFNOSUPPORT|ENOTFOUND)\b/;

/** What is loaded when signals are already handled: that takes longer than all else of a start. */
interface Program {
  /** The service as its environment configures it, not yet started. */
  readonly createFromEnvironment: () => Promise<Service>;
}

/**
 * The main program of a service: loads it, starts it, and on SIGTERM, SIGINT, SIGHUP or SIGQUIT, or when a parent with an
 * IPC channel has gone, drains and exits with 0; before it is ready it exits at once, with 0 as well. A second signal ends
 * it at once with 128 and the signal's number.
 *
 * Exits with 1 on a bad environment (one line on standard error for each variable) or if it can't start. Anything
 * unforeseen ends the process with 1, after one line with the error: whoever runs it starts it again.
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
    // Nothing so far has had the event loop turn, so that a signal may be waiting.
    await eventLoopTurn();
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
    for (const complaint of error.message.split('\n')) log.fatal(complaint);
  } else if (UNUSABLE_ADDRESS.test(error.message)) {
    log.fatal(`can't start: ${error.message}`);
  } else {
    log.fatal(`can't start: ${error.message}`, error);
  }
}
