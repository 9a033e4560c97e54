import { readFileSync } from 'node:fs';

import { Wait } from 'testcontainers';

import { SERVICES, type BackendName } from '#configuration';

import { HardenedContainer } from './hardened-container.ts';
import { imageOf } from './image.ts';
import type { ContainerNetwork } from './container-network.ts';

/** The host under which it stands for each of the backends. */
export const SLOW_NETWORK = 'slow-network';

const PROGRAM = readFileSync(new URL('latency.ts', import.meta.url), 'utf8');
const CONTROL_PORT = 8080;

/** Lets whatever goes to a backend, and comes back from it, take so much longer each way. */
export type SetDelay = (backend: BackendName, milliseconds: number) => Promise<void>;

/** Starts a container that takes the calls to some backends and passes them on. */
export async function startSlowNetwork(network: ContainerNetwork, backends: readonly BackendName[]): Promise<SetDelay> {
  const container = new HardenedContainer(imageOf('gateway'), [CONTROL_PORT])
    .withEntrypoint(['node', '--input-type=module-typescript', '--eval', PROGRAM])
    .withCommand(backends.map((name) => `${name}:${SERVICES[name].grpcPort}`))
    .withWaitStrategy(Wait.forLogMessage('listening'));
  const { publishedPort } = await network.start(container, SLOW_NETWORK);
  return async (backend, milliseconds) => {
    await fetch(`http://127.0.0.1:${publishedPort(CONTROL_PORT)}/${backend}/${milliseconds}`, { method: 'PUT' });
  };
}
