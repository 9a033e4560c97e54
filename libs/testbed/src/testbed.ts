import type { ServiceName } from '#configuration';

import type { Environment } from './environment.ts';

/** What a testbed is started with. */
export interface TestbedOptions {
  /** Environment variables of all five services, besides the addresses that each driver sets itself. */
  readonly environment?: Environment;
  /** Further environment variables of single services. */
  readonly environments?: Readonly<Partial<Record<ServiceName, Environment>>>;
  /** Ends the start of the services, and what is in progress later. */
  readonly signal?: AbortSignal;
}

/**
 * The five services, running somewhere, until the end of the `await using` block. There are three drivers: processes
 * (processes.ts), containers (containers/) and the cluster that kubectl speaks to (cluster/). Whatever a driver can do
 * besides is in its own type.
 */
export interface Testbed extends AsyncDisposable {
  /** The base URL of the HTTP port of a service, such as http://127.0.0.1:9999. */
  httpUrl(service: ServiceName): string;
  /** The address of the gRPC port of a service, such as 127.0.0.1:6569. */
  grpcAddress(service: ServiceName): string;
  /** Ends the instances of a service by SIGTERM and starts new ones; resolves when they are ready. */
  restart(service: ServiceName): Promise<void>;
  /** Runs so many instances of a service; resolves when they are ready. */
  scale(service: ServiceName, instances: number): Promise<void>;
  /** Ends the instances of a service by SIGTERM. */
  stop(service: ServiceName): Promise<void>;
}
