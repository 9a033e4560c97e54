import type { IncomingMessage } from 'node:http';
import type { AppError } from '#errors';

interface Skipped {
  readonly error: AppError | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
}

const SKIPPED = Symbol('skipped routing');
type WithSkipped = IncomingMessage & { [SKIPPED]?: Skipped };

/** A target that can't be decoded, so that Fastify's router passes it to `frameworkErrors`. */
const UNROUTABLE = '/%';

/**
 * Makes Fastify pass a request to `frameworkErrors` without routing it. So a request without a path, or with an error that is
 * known before routing, has a response, metrics and a log line like any other.
 */
export function skipRouting(request: IncomingMessage, error?: AppError): void {
  const { method, url } = request;
  (request as WithSkipped)[SKIPPED] = { error, method, url };
  // The router reads a target only if it has routes of the method.
  request.method = 'GET';
  request.url = UNROUTABLE;
}

/** Restores the method and target of a request that skipped routing, and returns its error. */
export function restoreSkipped(request: IncomingMessage): AppError | undefined {
  const skipped = (request as WithSkipped)[SKIPPED];
  if (skipped?.method !== undefined) request.method = skipped.method;
  if (skipped?.url !== undefined) request.url = skipped.url;
  return skipped?.error;
}
