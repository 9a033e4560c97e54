import { status, type MethodDefinition } from '@grpc/grpc-js';

import type { UnaryChannel, CallMetadata, UnaryResponse } from '#grpc-http2-client';

import { TEST_SERVICE, type SimpleRequest } from './test-service.ts';

/** So long that no call of a case comes near it, however slow the machine is. */
const CALL_TIMEOUT_MS = 240_000;

export interface CallOptions {
  readonly metadata?: CallMetadata;
  readonly timeoutMs?: number;
}

/** How a call has ended, with its message deserialized. */
export type Outcome<Response> = Omit<UnaryResponse, 'message'> & { readonly message: Response | undefined };

export interface StartedCall<Response> {
  readonly ended: Promise<Outcome<Response>>;
  cancel(): void;
}

/** Starts a call of a method. */
export function startCall<Request, Response>(
  channel: UnaryChannel,
  { path, requestSerialize, responseDeserialize }: MethodDefinition<Request, Response>,
  request: Request,
  { metadata = {}, timeoutMs = CALL_TIMEOUT_MS }: CallOptions = {},
): StartedCall<Response> {
  const { promise: ended, resolve, reject } = Promise.withResolvers<Outcome<Response>>();
  const deadline = Date.now() + timeoutMs;
  const call = channel.call({ path, message: requestSerialize(request), metadata, deadline }, (response) => {
    try {
      const { message } = response;
      resolve({ ...response, message: message && responseDeserialize(message) });
    } catch (error) {
      reject(error as Error);
    }
  });
  return { ended, cancel: () => call.cancel('The case cancels the call.') };
}

/** Calls UnaryCall. */
export const unaryCall = (channel: UnaryChannel, request: SimpleRequest, options?: CallOptions) =>
  startCall(channel, TEST_SERVICE.UnaryCall, request, options).ended;

/** A status by its name and its number, for messages. */
export const statusName = (code: status): string => `${status[code]} (${code})`;
