import type { ServiceDefinition } from '@grpc/grpc-js';
import { AppError } from '#errors';

/** In place of a request that could not be decoded, so that the client gets INVALID_ARGUMENT and not INTERNAL. */
const MALFORMED = Symbol('malformed');

/** Whether a request is not the message that its method takes. */
export const isMalformed = (request: unknown): boolean => request === MALFORMED;

/** The error for such a request: INVALID_ARGUMENT. */
export const malformedRequest = (): AppError =>
  new AppError(
    'invalid-request',
    'The request is not the message that this method takes, or a number in it is beyond 2^53-1.',
  );

/** The definition of a service whose handlers also get malformed requests, to which grpc-js responds INTERNAL by default. */
export function acceptMalformed<T extends ServiceDefinition>(definition: T): T {
  const methods = Object.entries(definition).map(([rpc, method]) => {
    const requestDeserialize = (bytes: Buffer): unknown => {
      try {
        return method.requestDeserialize(bytes);
      } catch {
        return MALFORMED;
      }
    };
    return [rpc, { ...method, requestDeserialize }];
  });
  return Object.fromEntries(methods) as T;
}
