import { status } from '@grpc/grpc-js';
import { ErrorInfo, Status } from '#contracts';

import type { BackendName } from '#configuration';
import { AppError, ERROR_DOMAIN, type ErrorCode, RETRY_PUSHBACK } from '#errors';
import type { CallMetadata } from '#grpc-http2-client';

/** The status and the details with which a call has failed. */
export interface FailedCall {
  readonly code: Exclude<status, status.OK>;
  readonly details: string;
  readonly trailers: CallMetadata;
}

/** The errors of a backend that the gateway tells from others of the same status, with its sentence for the client. */
const REASONS = {
  'invalid-reservation': 'The inventory service does not accept this reservation.',
  'option-not-found': 'The product has no such option.',
  'reservation-not-found': 'The product has no such reservation.',
  'out-of-stock': 'Fewer pieces of this option are in stock than the request reserves.',
  'reservation-in-progress':
    'A request with the same Idempotency-Key is in progress; repeated later it gets the response.',
  'idempotency-key-reused': 'The Idempotency-Key was used for another reservation; a new reservation has a new key.',
  'store-unavailable': 'The store of reservations is unavailable.',
} as const satisfies Partial<Record<ErrorCode, string>>;

/** An error that a backend names in its google.rpc.ErrorInfo. */
export type BackendReason = keyof typeof REASONS;

/**
 * The error with which the gateway responds to a failed call: by the reason of the backend's google.rpc.ErrorInfo if it is one of
 * those, else by the gRPC status, which may be that of a proxy. The backend's own details go to the log, not to the client.
 */
export function backendFailure(
  name: BackendName,
  { code, details, trailers }: FailedCall,
  reasons: readonly BackendReason[] = [],
): AppError {
  const options = { cause: `${code} ${status[code]}: ${details}` };
  const reason = reasons.length > 0 ? reasonOf(trailers) : undefined;
  const known = reasons.find((each) => each === reason);
  if (known) return new AppError(known, REASONS[known], undefined, options);
  const isOverloaded = code === status.RESOURCE_EXHAUSTED && RETRY_PUSHBACK in trailers;
  const [error, sentence] = isOverloaded ? OVERLOADED : (FAILURES[code] ?? OTHER_FAILURE);
  return new AppError(error, sentence(name), undefined, options);
}

const DETAILS = 'grpc-status-details-bin';
const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';

/** The reason of this product's google.rpc.ErrorInfo as an error code; undefined without one. */
function reasonOf(trailers: CallMetadata): string | undefined {
  const encoded = trailers[DETAILS];
  if (encoded === undefined) return undefined;
  try {
    for (const { typeUrl, value } of Status.decode(Buffer.from(encoded, 'base64')).details) {
      if (typeUrl !== ERROR_INFO) continue;
      const { domain, reason } = ErrorInfo.decode(value);
      if (domain === ERROR_DOMAIN) return reason.toLowerCase().replaceAll('_', '-');
    }
  } catch {
    // Bytes that are no google.rpc.Status: the gRPC status remains.
  }
  return undefined;
}

/** The error for each gRPC status of a backend. */
const FAILURES: Partial<Record<status, [ErrorCode, (backend: string) => string]>> = {
  [status.INVALID_ARGUMENT]: ['invalid-request', (name) => `The ${name} service does not accept this request.`],
  [status.NOT_FOUND]: ['product-not-found', () => 'There is no such product.'],
  [status.RESOURCE_EXHAUSTED]: ['too-many-requests', (name) => `The ${name} service receives too many requests.`],
  [status.UNAVAILABLE]: ['backend-unavailable', (name) => `The ${name} service is unavailable.`],
  [status.DEADLINE_EXCEEDED]: ['backend-timeout', (name) => `The ${name} service did not respond in time.`],
};

/** RESOURCE_EXHAUSTED of a backend with as many requests in flight as it takes; that of a rate limit states no time. */
const OVERLOADED: [ErrorCode, (backend: string) => string] = [
  'overloaded',
  (name) => `The ${name} service has too many requests in flight.`,
];

const OTHER_FAILURE: [ErrorCode, (backend: string) => string] = [
  'backend-failed',
  (name) => `The ${name} service failed.`,
];
