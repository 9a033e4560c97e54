import type { status } from '@grpc/grpc-js';

import type { CallMetadata } from './metadata.ts';
import type { CallRequest } from './request-fields.ts';

export interface UnaryRequest extends CallRequest {
  /** In milliseconds since the epoch; Infinity for none. */
  readonly deadline: number;
}

/** How a call has ended. */
export interface UnaryResponse {
  readonly code: status;
  /** grpc-message, or what failed in this client; empty if the code is OK. */
  readonly details: string;
  /** The serialized message; exists if the code is OK. */
  readonly message: Buffer | undefined;
  /** Initial metadata, unless the server sent none or the call ended before it came. */
  readonly headers: CallMetadata;
  /** Trailing metadata: of a trailers-only response all of its fields. */
  readonly trailers: CallMetadata;
}

export interface UnaryCall {
  /** Initial metadata as soon as it is received, else empty. */
  readonly headers: CallMetadata;
  /** Ends the call with CANCELLED, unless it has ended. */
  cancel(details: string): void;
}

/** The states of gRPC's connectivity semantics (grpc/doc/connectivity-semantics-and-api.md). */
export type ConnectivityState = 'IDLE' | 'CONNECTING' | 'READY' | 'TRANSIENT_FAILURE' | 'SHUTDOWN';

/** A channel for unary calls: what a client needs of a gRPC transport. It connects with the first call. */
export interface UnaryChannel {
  readonly state: ConnectivityState;
  /**
   * Starts a call, and calls back once, when it has ended; not before this method returns.
   *
   * @throws TypeError if metadata can't be sent
   */
  call(request: UnaryRequest, onEnd: (response: UnaryResponse) => void): UnaryCall;
  /** Connects without a call. */
  connect(): void;
  /** Lets the calls in flight end, and accepts no more: they end with UNAVAILABLE. */
  close(): void;
}
