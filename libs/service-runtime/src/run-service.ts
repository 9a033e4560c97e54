import { constants } from 'node:os';

import { ConfigError, loadConfig } from './config.ts';
import type { Service } from './service.ts';
import type { Config, Settings } from './setting.ts';

/**
 * The main program of a service: reads the environment, starts, and on SIGTERM or SIGINT drains and exits with 0.
 * Exits with 1 on a bad environment (one line on standard error for each variable) or if it can't start, and at once on
 * a second signal. Anything unforeseen ends the process, as is Node's default: whoever runs it starts it again.
 */
export async function runService<S extends Settings>(
  settings: S,
  create: (config: Config<S>) => Promise<Service>,
): Promise<void> {
  let service: Service | undefined;
  let signals = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    signals += 1;
    if (signals > 1) process.exit(128 + constants.signals[signal]);
    if (!service) process.exit(0);
    void service.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);

  try {
    service = await create(loadConfig(settings));
    await service.start();
  } catch (error) {
    const message = error instanceof ConfigError ? error.message : `can't start: ${(error as Error).message}`;
    process.stderr.write(`${message}\n`);
    process.exit(1);
  }
}
