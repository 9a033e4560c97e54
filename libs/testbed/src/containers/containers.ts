// The testbed's driver for containers of the services' images.
import { Wait } from 'testcontainers';

import { SERVICES, type ServiceName } from '#configuration';

import {
  BACKEND_NAMES,
  backendEnvironment,
  LOOPBACK,
  PATIENT_TIMEOUTS,
  SERVICE_NAMES,
  type Environment,
} from '../environment.ts';
import type { Testbed, TestbedOptions } from '../testbed.ts';
import { ContainerNetwork, type RunningContainer } from './container-network.ts';
import { HardenedContainer } from './hardened-container.ts';
import { imageOf } from './image.ts';

/** A request that takes longer fails its test. */
const RESPONSE_TIMEOUT_MS = 20_000;
/** Seconds after which Docker kills what it stops. */
const GRACE = { t: 20 };

/** Each backend is found by its name. */
const BACKEND_ADDRESSES = backendEnvironment(
  Object.fromEntries(BACKEND_NAMES.map((name) => [name, { host: name, port: SERVICES[name].grpcPort }])),
);

/** An image for each service. */
export type Images = Readonly<Record<ServiceName, string>>;

export interface ContainersOptions extends TestbedOptions {
  /** Those that `npm run images` leaves unless given. */
  readonly images?: Images;
  /** Whether Docker runs the images' health checks, each of which is one more process; true unless given. */
  readonly healthChecks?: boolean;
}

/** A container of one of the services. */
export interface ServiceContainer extends RunningContainer {
  readonly httpUrl: string;
  readonly grpcPort: number;
}

/** Containers of the five services that find each other by their names. */
export interface ContainerTestbed extends Testbed {
  readonly network: ContainerNetwork;
  /** The first container of each service. */
  readonly services: Readonly<Record<ServiceName, ServiceContainer>>;
  /** Starts one more container of a service, under the service's name unless another is given. */
  start(service: ServiceName, environment?: Environment, alias?: string): Promise<ServiceContainer>;
}

/**
 * Starts the five services on a network of their own, with time limits that a busy machine does not exceed.
 *
 * @throws Error if one of them is not ready within half a minute
 */
export async function startContainers(options: ContainersOptions = {}): Promise<ContainerTestbed> {
  const { environment, environments = {}, images, healthChecks = true, signal } = options;
  await using starting = new AsyncDisposableStack();
  const network = starting.use(await ContainerNetwork.create());
  const instances = new Map<ServiceName, ServiceContainer[]>();
  const start = async (service: ServiceName, own: Environment = {}, alias: string = service) => {
    signal?.throwIfAborted();
    const container = new HardenedContainer(images?.[service] ?? imageOf(service), portsOf(service))
      .withEnvironment({ ...PATIENT_TIMEOUTS, ...BACKEND_ADDRESSES, ...environment, ...environments[service], ...own })
      .withWaitStrategy(Wait.forLogMessage('"msg":"ready"'));
    const running = withAddresses(
      service,
      await network.start(healthChecks ? container : container.withoutHealthCheck(), alias),
    );
    if (alias === service) instances.set(service, [...(instances.get(service) ?? []), running]);
    return running;
  };
  // All of them, so that none is still on its way when the network goes.
  const started = await Promise.allSettled(SERVICE_NAMES.map((name) => start(name)));
  const services = Object.fromEntries(
    started.map((result, index) => {
      if (result.status === 'rejected') throw result.reason;
      return [SERVICE_NAMES[index], result.value];
    }),
  ) as Record<ServiceName, ServiceContainer>;

  const scale = async (service: ServiceName, wanted: number) => {
    const running = instances.get(service) ?? [];
    instances.set(service, running.slice(0, wanted));
    await Promise.all(running.slice(wanted).map(({ docker }) => docker.stop(GRACE)));
    for (let count = running.length; count < wanted; count += 1) await start(service);
  };
  const first = (service: ServiceName) => {
    const [container] = instances.get(service) ?? [];
    if (!container) throw new Error(`No container of ${service} runs.`);
    return container;
  };
  const running = starting.move();
  return {
    network,
    services,
    start,
    httpUrl: (service) => first(service).httpUrl,
    grpcAddress: (service) => `${LOOPBACK}:${first(service).grpcPort}`,
    restart: async (service) => {
      const count = instances.get(service)?.length ?? 0;
      await scale(service, 0);
      await scale(service, Math.max(1, count));
    },
    scale,
    stop: (service) => scale(service, 0),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Requests a path of a service over HTTP, as far as a client outside the network can. */
export const get = ({ httpUrl }: Pick<ServiceContainer, 'httpUrl'>, path: string, headers: Environment = {}) =>
  fetch(httpUrl + path, { headers, signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) });

const portsOf = (service: ServiceName) => [SERVICES[service].httpPort, SERVICES[service].grpcPort];

function withAddresses(service: ServiceName, container: RunningContainer): ServiceContainer {
  const { httpPort, grpcPort } = SERVICES[service];
  return {
    ...container,
    httpUrl: `http://${LOOPBACK}:${container.publishedPort(httpPort)}`,
    grpcPort: container.publishedPort(grpcPort),
  };
}
