import type { BackendName, ServiceName } from '#configuration';

import type { HttpResult } from '../libs/testbed/src/cluster/client-pod.ts';
import type { StoppedControlPlane } from '../libs/testbed/src/cluster/control-plane.ts';
import type { OpenStreams } from '../libs/testbed/src/cluster/open-streams.ts';
import type { Pod } from '../libs/testbed/src/cluster/workloads.ts';
import type { RunningLoad } from '../libs/testbed/src/load/run-load.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import type { PiecesToReserve, ReservedPieces } from '../libs/testbed/src/load/reserve-pieces.ts';
import type { StockToWatch, WatchedStock } from '../libs/testbed/src/load/watch-stock.ts';
import type { Span } from './collected-spans.ts';
import type { DataPlane } from './data-plane.ts';
import type { CallResult, CallResults } from './programs/call-result.ts';
import type { Sample } from './prometheus.ts';

/** What a scenario can do to the running deployment, and observe of it. */
export interface Traffic {
  /** The namespace of the five services. */
  readonly namespace: string;
  /** Sends requests for a product from a client in the mesh, 100 a second unless the options say otherwise. */
  load(requests: number, options?: LoadOptions): Promise<LoadReport>;
  /** Sends requests for a product, evenly at 100 a second unless the options say otherwise, until the load is stopped. */
  startLoad(options?: SteadyLoadOptions): Promise<RunningLoad>;
  /** Reserves one piece at a time from that client, and reads the stock before and after. */
  reserve(pieces: Omit<PiecesToReserve, 'origin'>): Promise<ReservedPieces>;
  /** Watches the stock of a product from that client by several viewers, while pieces are reserved. */
  watchStock(stock: Omit<StockToWatch, 'origin'>): Promise<WatchedStock>;
  /**
   * Opens streams of stock from that client, until they are stopped, over the first products of the catalogue.
   *
   * @param reservations how many pieces that client reserves a second meanwhile, each with an idempotency key; none unless given
   */
  openStreams(streams: number, reservations?: number): Promise<OpenStreams>;
  /** Sends one request to the HTTP port of a service from that client, of the gateway unless another one is named. */
  get(path: string, service?: ServiceName): Promise<HttpResult>;
  /** Calls price from that client so many times at once, each on a new connection, with the identity of the client; once by default. */
  callPrice(times?: number): Promise<CallResults>;
  /** Sends one request to the HTTP port of a service from a client outside the mesh. */
  getFromOutside(service: ServiceName, path: string): Promise<HttpResult>;
  /** Calls grpc.health.v1.Health/Check of a service from that client, in plaintext. */
  checkFromOutside(service: ServiceName): Promise<CallResult>;
  /** The same of a backend from a pod of the gateway, with the identity of the gateway; so many times as `callPrice`. */
  checkFromGateway(backend: BackendName, times?: number): Promise<CallResults>;
  /** Sends one request to any URL from a pod of the gateway. */
  getFromGateway(url: string): Promise<HttpResult>;
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
  /**
   * Replaces the pods of a Deployment; resolves when the new ones are ready and the old ones are gone.
   *
   * @param podLabels change with that; null removes one
   */
  restart(deployment: string, podLabels?: Marks): Promise<void>;
  /** Sets the replicas of a Deployment; resolves when they are ready, or when the surplus ones are terminating. */
  scale(deployment: string, replicas: number): Promise<void>;
  /** The pods of a Deployment that are not terminating, with those that are not ready. */
  pods(deployment: string): Promise<readonly Pod[]>;
  /** Kills a pod of a Deployment; resolves when it is gone. */
  killPod(deployment: string): Promise<void>;
  /** The names of the proxies that `restartProxy` takes, such as `the waypoint`; none without a mesh. */
  readonly proxies: readonly string[];
  /** Ends a proxy; resolves with whether others are ready, false if there is none. */
  restartProxy(name: string): Promise<boolean>;
  /** Takes all pods from the control plane of the mesh. */
  stopControlPlane(): Promise<StoppedControlPlane>;
  /** The data plane that carries the calls of the five services, by their pods and by the identities in the hops of a product. */
  dataPlane(): Promise<DataPlane>;
  /** Reads an object, such as grpcroute/price; undefined if it does not exist. */
  read(object: string): Promise<unknown>;
  /** Changes an object by a merge patch. */
  patch(object: string, patch: object): Promise<void>;
}

export interface LoadOptions {
  readonly requestsPerSecond?: number;
  /** Requests in flight at most, 16 unless given: slow responses must not slow down a rate. */
  readonly concurrency?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Labels or annotations to set, or with null to remove. */
export type Marks = Readonly<Record<string, string | null>>;

export interface SteadyLoadOptions extends Pick<LoadOptions, 'requestsPerSecond' | 'headers'> {
  /** The client in the mesh unless given, the one outside it, or that one by the ingress Gateway. */
  readonly from?: 'inside' | 'outside' | 'ingress';
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
