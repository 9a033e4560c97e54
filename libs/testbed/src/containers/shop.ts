import { Wait } from 'testcontainers';

import { SERVICES, type ServiceName } from '#configuration';

import { HardenedContainer } from './hardened-container.ts';
import { imageOf } from './image.ts';
import { ShopNetwork, type RunningContainer } from './shop-network.ts';

const NAMES = Object.keys(SERVICES) as ServiceName[];

/** A request that takes longer fails its test. */
const ANSWER_WITHIN_MS = 20_000;

/** The gateway's timeouts, unless a test is about them: a busy machine must not look like a backend that fails. */
const PATIENCE = '15s';

type Environment = Readonly<Record<string, string>>;

/** A container of one of the services. */
export interface ServiceContainer extends RunningContainer {
  readonly httpUrl: string;
  readonly grpcPort: number;
}

/** Containers of the five services that find each other by their names. */
export interface Shop extends AsyncDisposable {
  readonly network: ShopNetwork;
  readonly services: Readonly<Record<ServiceName, ServiceContainer>>;
  /** Starts one more container of a service, under the service's name unless another is given. */
  start(service: ServiceName, environment?: Environment, alias?: string): Promise<ServiceContainer>;
}

/**
 * Starts the five services, each of them with the given environment.
 *
 * @throws Error if one of them is not ready within half a minute
 */
export async function startShop(environment: Environment = {}): Promise<Shop> {
  await using starting = new AsyncDisposableStack();
  const network = starting.use(await ShopNetwork.create());
  const start = (service: ServiceName, own: Environment = {}, alias: string = service) =>
    startService(network, service, { ...GATEWAY_SETTINGS, ...environment, ...own }, alias);
  // All of them, so that none is still on its way when the network goes.
  const started = await Promise.allSettled(NAMES.map((name) => start(name)));
  const services = Object.fromEntries(
    started.map((result, index) => {
      if (result.status === 'rejected') throw result.reason;
      return [NAMES[index], result.value];
    }),
  ) as Record<ServiceName, ServiceContainer>;
  const running = starting.move();
  return { network, services, start, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Asks a service over HTTP, as far as a client outside the network can. */
export const get = ({ httpUrl }: ServiceContainer, path: string, headers: Record<string, string> = {}) =>
  fetch(httpUrl + path, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });

const GATEWAY_SETTINGS: Environment = {
  REQUEST_TIMEOUT: PATIENCE,
  ...Object.fromEntries(
    NAMES.flatMap((name) => [
      [`${SERVICES[name].variable}_SERVICE_HOST`, name],
      [`${SERVICES[name].variable}_TIMEOUT`, PATIENCE],
    ]),
  ),
};

async function startService(
  network: ShopNetwork,
  service: ServiceName,
  environment: Environment,
  alias: string,
): Promise<ServiceContainer> {
  const { httpPort, grpcPort } = SERVICES[service];
  const container = new HardenedContainer(imageOf(service), [httpPort, grpcPort])
    .withEnvironment(environment)
    .withWaitStrategy(Wait.forLogMessage('"msg":"ready"'));
  const running = await network.start(container, alias);
  return {
    ...running,
    httpUrl: `http://127.0.0.1:${running.publishedPort(httpPort)}`,
    grpcPort: running.publishedPort(grpcPort),
  };
}
