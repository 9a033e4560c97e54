import { status } from '@grpc/grpc-js';

/** The statuses that OpenTelemetry counts as errors of the server; the others are the client's. */
const SERVER_ERRORS = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

export const isServerError = (code: status): boolean => SERVER_ERRORS.has(code);
