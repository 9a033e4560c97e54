// The messages between the soak and the process that makes its calls.
import type { GrpcTransportName } from '../../libs/grpc/src/grpc-transports.ts';

export interface CallerPlan {
  readonly transport: GrpcTransportName;
  /** How many calls at least; it goes on until its standard input ends. */
  readonly calls: number;
  readonly concurrency: number;
  /** Of the replicas, behind one name. */
  readonly addresses: readonly string[];
  readonly port: number;
}

/** A line of the caller's standard output. */
export type CallerLine =
  /** A replica of this name has responded for the first time. */
  | { readonly instance: string }
  /** All calls of the plan have ended. */
  | { readonly completed: number }
  | { readonly result: CallerResult };

export interface CallerResult {
  readonly calls: number;
  readonly seconds: number;
  /** How many calls ended with each code other than the expected one, with the details of one of them. */
  readonly lost: Readonly<Record<string, number>>;
  /** Responses that are those of another call. */
  readonly mixedUp: readonly string[];
  /** Bytes in use after a garbage collection, in the course of the calls of the plan. */
  readonly memory: readonly number[];
  readonly residentBytes: number;
}
