import { loadConfig, type Config, type Settings } from '#configuration';
import type { Service } from '#service-runtime';

import { listenEnvironment, LOOPBACK } from './environment.ts';

/** Settings of every service under test: free ports on the loopback address, and no log. */
const TEST_ENVIRONMENT = { ...listenEnvironment({ httpPort: 0, grpcPort: 0 }), LOG_LEVEL: 'silent' };

/** A running service, which stops at the end of the `await using` block. */
export interface RunningService extends AsyncDisposable {
  readonly service: Service;
  readonly httpUrl: string;
  readonly grpcPort: number;
}

/** Starts a service in this process, with the environment given on top of what tests need. */
export async function startService<S extends Settings>(
  settings: S,
  create: (config: Config<S>) => Promise<Service>,
  environment: NodeJS.ProcessEnv = {},
): Promise<RunningService> {
  const service = await create(loadConfig(settings, { ...TEST_ENVIRONMENT, ...environment }));
  await service.start();
  return {
    service,
    httpUrl: `http://${LOOPBACK}:${service.httpPort}`,
    grpcPort: service.grpcPort,
    [Symbol.asyncDispose]: () => service.stop(),
  };
}
