import { status } from '@grpc/grpc-js';
import type { BackendName } from '#configuration';

/** A status that a call can fail with, by its name in gRPC. */
export type FaultStatus = Exclude<keyof typeof status, 'OK'>;

/** The effect on a call. Its `action` is also a label of the metric that counts faults. */
export type FaultEffect =
  | { readonly action: 'delay'; readonly delayMs: number }
  /** hang never responds; reset sends RST_STREAM for the call; a status is the response. */
  | { readonly action: 'hang' | 'reset' | FaultStatus };

/** A fault to inject. */
export type FaultRule = FaultEffect & {
  readonly service: BackendName;
  /** Only this number of first attempts of each call. */
  readonly first?: number;
  /** The probability in percent, above 0 with at most two decimals. */
  readonly percent?: number;
  /** Only server-streaming calls, after so many messages, 1 or more. Without it, a rule applies before the first message. */
  readonly messages?: number;
  /** Only unary calls, after they have been carried out: the response is lost. Without it, a rule applies before. */
  readonly when?: 'after';
  /** The text of the rule without spaces, which hops and logs show. */
  readonly text: string;
};

export const FAULT_STATUSES: readonly FaultStatus[] = Object.values(status).filter(
  (name): name is FaultStatus => typeof name === 'string' && name !== 'OK',
);
