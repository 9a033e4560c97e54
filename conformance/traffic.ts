import type { BackendName, ServiceName } from '#configuration';

import type { Answer } from '../libs/testbed/src/cluster/client.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import type { Span } from './collected-spans.ts';
import type { Ended } from './programs/call-price.ts';
import type { Sample } from './prometheus.ts';

/** What a scenario can do to the running shop, and see of it. */
export interface Traffic {
  /** So many requests for a product by a client in the mesh, 100 a second unless it is told otherwise. */
  load(requests: number, options?: LoadOptions): Promise<LoadReport>;
  /** One request of that client to the gateway. */
  ask(path: string): Promise<Answer>;
  /** One RPC of that client, by its own identity, to price. */
  callPrice(): Promise<Ended>;
  /** One request, to a service's HTTP port, of a client that no mesh takes care of. */
  askFromOutside(service: ServiceName, path: string): Promise<Answer>;
  /** One request of that client to the shop's Gateway, by which everybody outside enters. */
  askIngress(path: string): Promise<Answer>;
  /**
   * How many RPCs have reached a backend's pods, by which attempt of its call each was.
   *
   * @param deployment whose pods alone are meant
   */
  attempts(backend: BackendName, deployment?: string): Promise<Attempts>;
  /** What the shop's Prometheus, where a scenario has one, answers to PromQL for a vector; nothing while it is away. */
  query(promql: string): Promise<readonly Sample[]>;
  /** All spans that the shop's collector has got; only some scenarios have one. */
  spans(): Promise<readonly Span[]>;
  /** Replaces a Deployment's pods, and is done once the new ones are ready. */
  restart(deployment: string): Promise<void>;
  /** Runs so many pods of a Deployment, and is done once they are ready, or once those that are too many are to end. */
  scale(deployment: string, replicas: number): Promise<void>;
  /** Changes an object of the shop, such as grpcroute/price, by a merge patch; false if it is not there. */
  patch(object: string, patch: object): Promise<boolean>;
}

export interface LoadOptions {
  readonly requestsPerSecond?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** RPCs by which attempt of its call each was: 1, 2, 3, or 4+. */
export type Attempts = Readonly<Record<string, number>>;

/** What came between two counts. */
export const attemptsBetween = (before: Attempts, after: Attempts): Attempts =>
  Object.fromEntries(Object.entries(after).map(([attempt, rpcs]) => [attempt, rpcs - (before[attempt] ?? 0)]));

/** RPCs, whatever attempt each was. */
export const totalOf = (attempts: Attempts): number => Object.values(attempts).reduce((sum, rpcs) => sum + rpcs, 0);
