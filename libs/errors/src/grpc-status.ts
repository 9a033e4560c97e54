import { Metadata, type StatusObject } from '@grpc/grpc-js';
import { BadRequest, ErrorInfo, RetryInfo, Status } from '#contracts';

import { ERROR_DOMAIN, type AppError } from './errors.ts';
import { RETRY_AFTER_SECONDS } from './problem.ts';

/** The metadata by which a server states when a call may be retried. */
export const RETRY_PUSHBACK = 'grpc-retry-pushback-ms';

const TYPE_URL = 'type.googleapis.com/';

/**
 * The gRPC status of an error, with its google.rpc.Status in grpc-status-details-bin, where clients look for details:
 * an ErrorInfo (reason such as PRODUCT_NOT_FOUND), for a bad field a BadRequest, and a RetryInfo where HTTP has Retry-After.
 */
export function toGrpcStatus(error: AppError): StatusObject {
  const code = error.kind.grpcStatus;
  const reason = error.code.replaceAll('-', '_').toUpperCase();
  const details = [
    {
      typeUrl: `${TYPE_URL}google.rpc.ErrorInfo`,
      value: Buffer.from(ErrorInfo.encode({ reason, domain: ERROR_DOMAIN, metadata: {} }).finish()),
    },
  ];
  if (error.field) {
    const fieldViolations = [{ field: error.field, description: error.message }];
    details.push({
      typeUrl: `${TYPE_URL}google.rpc.BadRequest`,
      value: Buffer.from(BadRequest.encode({ fieldViolations }).finish()),
    });
  }
  if (error.kind.httpStatus === 503) {
    const retryDelay = { seconds: RETRY_AFTER_SECONDS, nanos: 0 };
    details.push({
      typeUrl: `${TYPE_URL}google.rpc.RetryInfo`,
      value: Buffer.from(RetryInfo.encode({ retryDelay }).finish()),
    });
  }
  const metadata = new Metadata();
  const status = Status.encode({ code, message: error.message, details }).finish();
  metadata.set('grpc-status-details-bin', Buffer.from(status));
  // Clients that retry this status wait for this time (gRFC A6, pushback). A rate limit of a mesh has the same status without it.
  if (error.code === 'overloaded') metadata.set(RETRY_PUSHBACK, String(RETRY_AFTER_SECONDS * 1000));
  return { code, details: error.message, metadata };
}
