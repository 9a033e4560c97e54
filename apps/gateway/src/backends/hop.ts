import type { BackendName } from '#configuration';
import type { HopOrigin } from '#telemetry';

/** One RPC to a backend as the gateway observed it, which the hops view, Server-Timing and the page show. */
export interface Hop {
  readonly service: BackendName;
  /** The instance that responded; undefined without a response, or if a proxy responded in its place. */
  readonly origin: HopOrigin | undefined;
  /** A gRPC status name. */
  readonly status: string;
  readonly durationMs: number;
  /** The rules by which a fault was injected; undefined without any. */
  readonly fault: string | undefined;
}
