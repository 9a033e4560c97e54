import { status } from '@grpc/grpc-js';
import type { BackendName } from '#configuration';

/** A status that a call can fail with, by its name in gRPC. */
export type FaultStatus = Exclude<keyof typeof status, 'OK'>;

/** What happens to a call. Its `action` is also the label of the metric that counts faults. */
export type FaultEffect =
  | { readonly action: 'delay'; readonly delayMs: number }
  /** hang never answers; reset ends the call's own stream and leaves the connection; a status is answered at once. */
  | { readonly action: 'hang' | 'reset' | FaultStatus };

/** A fault that is asked for. */
export type FaultRule = FaultEffect & {
  readonly service: BackendName;
  /** Only the first so many attempts of each call. */
  readonly first?: number;
  /** Only so many of a hundred attempts, more than 0, with at most two decimals. */
  readonly percent?: number;
  /** The rule as it was asked for, without spaces: what hops and logs show. */
  readonly text: string;
};

export const FAULT_STATUSES: readonly FaultStatus[] = Object.values(status).filter(
  (name): name is FaultStatus => typeof name === 'string' && name !== 'OK',
);
