import { envoyAttempt, peerIdentity, type Instance, type RequestContext } from '#telemetry';

import type { Hop } from '../backends/hop.ts';

/** The members that `?view=hops` adds to a product's JSON, or to the problem document in its place. */
export interface HopsJson {
  /** The instance of the gateway that responded, and the identity of its client. */
  readonly gateway: Instance & { readonly attempt: number; readonly peer: string | null };
  /** The RPCs, in the order in which they were sent. */
  readonly hops: readonly HopJson[];
}

/** The members of a hop that its response states are null without a response. */
export interface HopJson {
  readonly service: string;
  readonly version: string | null;
  readonly instance: string | null;
  readonly attempt: number | null;
  readonly peer: string | null;
  /** A gRPC status name. */
  readonly status: string;
  readonly durationMs: number;
  /** The rules by which a fault was injected; the key exists only then. */
  readonly fault: string | undefined;
}

export function hopsJson(gateway: Instance, { header }: RequestContext, hops: readonly Hop[]): HopsJson {
  return {
    gateway: { ...gateway, attempt: envoyAttempt(header), peer: peerIdentity(header) },
    hops: hops.map(hopJson),
  };
}

/** One RPC as it is now; a Hop changes while its call is in flight. */
export const hopJson = ({ service, origin, status, durationMs, fault }: Hop): HopJson => ({
  service,
  version: origin?.version ?? null,
  instance: origin?.instance ?? null,
  attempt: origin?.attempt ?? null,
  peer: origin?.peer ?? null,
  status,
  durationMs: Math.round(durationMs * 1000) / 1000,
  fault,
});
