import type { BackendName, ServiceName } from '#configuration';

import type { HttpResult } from '../libs/testbed/src/cluster/client-pod.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import type { Span } from './collected-spans.ts';
import type { CallResult } from './programs/call-price.ts';
import type { Sample } from './prometheus.ts';

/** What a scenario can do to the running deployment, and observe of it. */
export interface Traffic {
  /** The namespace of the five services. */
  readonly namespace: string;
  /** Sends requests for a product from a client in the mesh, 100 a second unless the options say otherwise. */
  load(requests: number, options?: LoadOptions): Promise<LoadReport>;
  /** Sends one request to the gateway from that client. */
  get(path: string): Promise<HttpResult>;
  /** Calls price from that client, with the identity of the client. */
  callPrice(): Promise<CallResult>;
  /** Sends one request to the HTTP port of a service from a client outside the mesh. */
  getFromOutside(service: ServiceName, path: string): Promise<HttpResult>;
  /** Sends one request to the ingress Gateway from that client. */
  getFromIngress(path: string): Promise<HttpResult>;
  /**
   * The number of RPCs that have reached the pods of a backend, by attempt.
   *
   * @param deployment restricts the count to the pods of one Deployment
   */
  attempts(backend: BackendName, deployment?: string): Promise<Attempts>;
  /** Evaluates PromQL to a vector in the Prometheus of the scenario; empty while Prometheus does not respond. */
  query(promql: string): Promise<readonly Sample[]>;
  /** All spans that the OpenTelemetry collector of the scenario has received. */
  spans(): Promise<readonly Span[]>;
  /** Replaces the pods of a Deployment; resolves when the new ones are ready. */
  restart(deployment: string): Promise<void>;
  /** Sets the replicas of a Deployment; resolves when they are ready, or when the surplus ones are terminating. */
  scale(deployment: string, replicas: number): Promise<void>;
  /** Changes an object, such as grpcroute/price, by a merge patch; false if it does not exist. */
  patch(object: string, patch: object): Promise<boolean>;
}

export interface LoadOptions {
  readonly requestsPerSecond?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends loads of so many requests, one after the other and at least one, until a promise resolves; rejects if that does. */
export async function loadUntil(
  done: Promise<unknown>,
  traffic: Pick<Traffic, 'load'>,
  requests: number,
): Promise<LoadReport[]> {
  const isDone = done.then(() => true);
  const loading = async () => {
    const loads: LoadReport[] = [];
    do {
      loads.push(await traffic.load(requests));
    } while (!(await Promise.race([isDone, false])));
    return loads;
  };
  // Both are awaited from the start: a rejection in the middle of a load would be unhandled and end the process.
  const [loads] = await Promise.all([loading(), isDone]);
  return loads;
}

/** Numbers of RPCs by attempt: 1, 2, 3, or 4+. */
export type Attempts = Readonly<Record<string, number>>;

/** The increase from one count to a later one. */
export const attemptsBetween = (before: Attempts, after: Attempts): Attempts =>
  Object.fromEntries(Object.entries(after).map(([attempt, rpcs]) => [attempt, rpcs - (before[attempt] ?? 0)]));

/** The number of RPCs of all attempts. */
export const totalOf = (attempts: Attempts): number => Object.values(attempts).reduce((sum, rpcs) => sum + rpcs, 0);
