import type { IncomingMessage } from 'node:http';
import type { AppError } from '#errors';

interface Skipped {
  readonly error: AppError | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
}

const SKIPPED = Symbol('skipped routing');
type WithSkipped = IncomingMessage & { [SKIPPED]?: Skipped };

/** A target that can't be decoded, which Fastify's router therefore hands to `frameworkErrors`. */
const UNROUTABLE = '/%';

/**
 * Lets a request go past the router, to `frameworkErrors`. So a request without a path, or with an error that is known
 * before routing, is responded to, measured and logged like any other.
 */
export function skipRouting(request: IncomingMessage, error?: AppError): void {
  const { method, url } = request;
  (request as WithSkipped)[SKIPPED] = { error, method, url };
  // The router looks at a target only if it has routes of the method.
  request.method = 'GET';
  request.url = UNROUTABLE;
}

/** Gives a request that skipped routing its method and target back, and returns the error that it came with. */
export function restoreSkipped(request: IncomingMessage): AppError | undefined {
  const skipped = (request as WithSkipped)[SKIPPED];
  if (skipped?.method !== undefined) request.method = skipped.method;
  if (skipped?.url !== undefined) request.url = skipped.url;
  return skipped?.error;
}
