import { randomUUID } from 'node:crypto';

import { SERVICES, type ServiceName } from '#configuration';

import { startContainer, type Container } from './container.ts';
import { docker } from './docker.ts';

/** An image for each service. */
export type Images = Readonly<Record<ServiceName, string>>;

/** The five services in containers, which are removed at the end of the `await using` block. */
export interface Shop extends AsyncDisposable {
  readonly containers: ReadonlyMap<ServiceName, Container>;
  readonly gatewayUrl: string;
}

/**
 * Starts the five services on a network of their own, where each is found by its name.
 *
 * @param signal gives up while they start
 * @throws Error if one of them does not get ready
 */
export async function startShop(images: Images, signal: AbortSignal): Promise<Shop> {
  await using starting = new AsyncDisposableStack();
  const network = `product-gateway-budgets-${randomUUID()}`;
  await docker('network', 'create', network);
  starting.defer(async () => void (await docker('network', 'rm', network)));
  const services = Object.entries(SERVICES) as [ServiceName, (typeof SERVICES)[ServiceName]][];
  const hosts = services.map(([name, { variable }]) => `--env=${variable}_SERVICE_HOST=${name}`);
  const containers = new Map<ServiceName, Container>();
  for (const [name, { httpPort }] of services) {
    signal.throwIfAborted();
    const place = [`--network=${network}`, `--network-alias=${name}`, `--publish=127.0.0.1::${httpPort}`];
    containers.set(name, starting.use(await startContainer(images[name], ...place, ...hosts)));
  }
  const address = await docker('port', containers.get('gateway')?.name ?? '', `${SERVICES.gateway.httpPort}/tcp`);
  const started = starting.move();
  return { containers, gatewayUrl: `http://${address}`, [Symbol.asyncDispose]: () => started.disposeAsync() };
}
