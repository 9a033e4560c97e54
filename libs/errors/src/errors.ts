import { status as GrpcStatus } from '@grpc/grpc-js';

interface ErrorKind {
  /** The HTTP status of the problem document. */
  readonly httpStatus: number;
  /** The gRPC status of the same error. */
  readonly grpcStatus: GrpcStatus;
  readonly title: string;
}

/** Every error with which a service responds. docs/errors.md explains each; a test compares both. */
export const ERRORS = {
  'invalid-product-id': { httpStatus: 400, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'Not a product id' },
  'invalid-page': { httpStatus: 400, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'Not a page of a list' },
  'invalid-view': { httpStatus: 400, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'Not a view of a product' },
  'invalid-request': { httpStatus: 400, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'Not a readable request' },
  'invalid-fault-rule': { httpStatus: 400, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'Not a fault rule' },
  'invalid-reservation': { httpStatus: 400, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'Not a reservation' },
  'invalid-resume-token': { httpStatus: 400, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'Not a resume token' },
  'product-not-found': { httpStatus: 404, grpcStatus: GrpcStatus.NOT_FOUND, title: 'No such product' },
  'option-not-found': { httpStatus: 404, grpcStatus: GrpcStatus.NOT_FOUND, title: 'No such option' },
  'reservation-not-found': { httpStatus: 404, grpcStatus: GrpcStatus.NOT_FOUND, title: 'No such reservation' },
  'path-not-found': { httpStatus: 404, grpcStatus: GrpcStatus.NOT_FOUND, title: 'No such path' },
  'method-not-allowed': { httpStatus: 405, grpcStatus: GrpcStatus.UNIMPLEMENTED, title: 'Method not allowed' },
  'request-timeout': { httpStatus: 408, grpcStatus: GrpcStatus.CANCELLED, title: 'Request not received in time' },
  'out-of-stock': { httpStatus: 409, grpcStatus: GrpcStatus.FAILED_PRECONDITION, title: 'Out of stock' },
  'reservation-in-progress': { httpStatus: 409, grpcStatus: GrpcStatus.ABORTED, title: 'Reservation in progress' },
  'content-too-large': { httpStatus: 413, grpcStatus: GrpcStatus.RESOURCE_EXHAUSTED, title: 'Content too large' },
  'uri-too-long': { httpStatus: 414, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'URI too long' },
  'unsupported-media-type': {
    httpStatus: 415,
    grpcStatus: GrpcStatus.INVALID_ARGUMENT,
    title: 'Unsupported media type',
  },
  'expectation-failed': { httpStatus: 417, grpcStatus: GrpcStatus.FAILED_PRECONDITION, title: 'Expectation failed' },
  'idempotency-key-reused': {
    httpStatus: 422,
    grpcStatus: GrpcStatus.INVALID_ARGUMENT,
    title: 'Idempotency key reused',
  },
  'too-many-requests': { httpStatus: 429, grpcStatus: GrpcStatus.RESOURCE_EXHAUSTED, title: 'Too many requests' },
  'headers-too-large': { httpStatus: 431, grpcStatus: GrpcStatus.INVALID_ARGUMENT, title: 'Headers too large' },
  internal: { httpStatus: 500, grpcStatus: GrpcStatus.INTERNAL, title: 'Internal error' },
  'not-implemented': { httpStatus: 501, grpcStatus: GrpcStatus.UNIMPLEMENTED, title: 'Not implemented' },
  'backend-failed': { httpStatus: 502, grpcStatus: GrpcStatus.INTERNAL, title: 'A backend failed' },
  'backend-unavailable': { httpStatus: 503, grpcStatus: GrpcStatus.UNAVAILABLE, title: 'A backend is unavailable' },
  'connection-ending': { httpStatus: 503, grpcStatus: GrpcStatus.UNAVAILABLE, title: 'Connection ending' },
  'store-unavailable': { httpStatus: 503, grpcStatus: GrpcStatus.UNAVAILABLE, title: 'Store unavailable' },
  overloaded: { httpStatus: 503, grpcStatus: GrpcStatus.RESOURCE_EXHAUSTED, title: 'Too many requests in flight' },
  'too-many-viewers': { httpStatus: 503, grpcStatus: GrpcStatus.RESOURCE_EXHAUSTED, title: 'Too many viewers' },
  'backend-timeout': { httpStatus: 504, grpcStatus: GrpcStatus.DEADLINE_EXCEEDED, title: 'A backend took too long' },
  'http-version-not-supported': {
    httpStatus: 505,
    grpcStatus: GrpcStatus.UNIMPLEMENTED,
    title: 'HTTP version not supported',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** The domain of this product's google.rpc.ErrorInfo. */
export const ERROR_DOMAIN = 'product-gateway';

/** An error whose message goes to the client, over HTTP and gRPC alike. */
export class AppError extends Error {
  override readonly name: string = 'AppError';

  /**
   * @param code an error of the catalogue
   * @param message one sentence for the client: the mistake and what is accepted, without internal details
   * @param field the request's field that was wrong, as in the contract
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly field?: string,
    options?: ErrorOptions,
    /** Extension members of the problem document (RFC 9457, 3.2). */
    readonly extensions: object = {},
  ) {
    super(message, options);
  }

  get kind(): ErrorKind {
    return ERRORS[this.code];
  }

  /** The same error, whose problem document has extension members. */
  extendedBy(extensions: object): AppError {
    return new AppError(this.code, this.message, this.field, { cause: this.cause }, extensions);
  }
}

/** The error for a path that no service has. */
export const pathNotFound = (): AppError => new AppError('path-not-found', 'There is nothing at this path.');

/** The error for the client in place of an unexpected one, without its details. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', 'An internal error occurred; the log of the service has its cause.', undefined, {
    cause: error,
  });
}
