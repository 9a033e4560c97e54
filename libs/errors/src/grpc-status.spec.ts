import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { BadRequest, ErrorInfo, RetryInfo, Status } from '#contracts';

import { AppError } from './errors.ts';
import { toGrpcStatus } from './grpc-status.ts';

/** The google.rpc.Status in grpc-status-details-bin, with each detail by the last part of its type. */
function detailsOf(error: AppError) {
  const [encoded] = toGrpcStatus(error).metadata.get('grpc-status-details-bin');
  const { code, message, details } = Status.decode(encoded as Buffer);
  return { code, message, details: new Map(details.map(({ typeUrl, value }) => [typeUrl.split('.').at(-1), value])) };
}

const valueOf = (details: ReadonlyMap<string | undefined, Buffer>, type: string) =>
  details.get(type) ?? Buffer.alloc(0);

describe('toGrpcStatus', () => {
  it('has the code and the message of the error, also in google.rpc.Status', () => {
    const error = new AppError('product-not-found', 'There is no product 7.');
    expect(toGrpcStatus(error)).toMatchObject({ code: status.NOT_FOUND, details: 'There is no product 7.' });
    const { code, message, details } = detailsOf(error);
    expect([code, message]).toEqual([status.NOT_FOUND, 'There is no product 7.']);
    expect([...details.keys()]).toEqual(['ErrorInfo']);
    expect(ErrorInfo.decode(valueOf(details, 'ErrorInfo'))).toEqual({
      reason: 'PRODUCT_NOT_FOUND',
      domain: 'product-gateway',
      metadata: {},
    });
  });

  it('names the bad field of the request in a BadRequest', () => {
    const { details } = detailsOf(new AppError('invalid-page', 'A page size is 0 or more.', 'page_size'));
    expect(BadRequest.decode(valueOf(details, 'BadRequest')).fieldViolations).toMatchObject([
      { field: 'page_size', description: 'A page size is 0 or more.' },
    ]);
  });

  it.each(['overloaded', 'backend-unavailable'] as const)('has a RetryInfo for %s', (code) => {
    const { details } = detailsOf(new AppError(code, 'Try again.'));
    expect(RetryInfo.decode(valueOf(details, 'RetryInfo')).retryDelay).toMatchObject({ seconds: 1, nanos: 0 });
  });
});
