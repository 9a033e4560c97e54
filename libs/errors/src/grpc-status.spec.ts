import { status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';

import { BadRequest, ErrorInfo, RetryInfo, Status } from '#contracts';

import { AppError } from './errors.ts';
import { toGrpcStatus } from './grpc-status.ts';

/** The google.rpc.Status in the metadata of an error, with its details by their types. */
function detailsOf(error: AppError) {
  const [bytes] = toGrpcStatus(error).metadata.get('grpc-status-details-bin') as Buffer[];
  const { code, message, details } = Status.decode(bytes!);
  return { code, message, details: new Map(details.map(({ typeUrl, value }) => [typeUrl.split('/')[1], value])) };
}

it('an error has the gRPC status of its kind, and the same in google.rpc.Status', () => {
  const error = new AppError('product-not-found', 'There is no product 1.');
  expect(toGrpcStatus(error)).toMatchObject({ code: status.NOT_FOUND, details: 'There is no product 1.' });
  expect(detailsOf(error)).toMatchObject({ code: status.NOT_FOUND, message: 'There is no product 1.' });
});

it('an error has an ErrorInfo with its code as the reason', () => {
  const { details } = detailsOf(new AppError('product-not-found', 'There is no product 1.'));
  expect([...details.keys()]).toEqual(['google.rpc.ErrorInfo']);
  expect(ErrorInfo.decode(details.get('google.rpc.ErrorInfo')!)).toMatchObject({
    reason: 'PRODUCT_NOT_FOUND',
    domain: 'product-gateway',
  });
});

it('the error of a field has a BadRequest that names the field', () => {
  const { details } = detailsOf(new AppError('invalid-page', 'A page size is 0 or more.', 'page_size'));
  expect(BadRequest.decode(details.get('google.rpc.BadRequest')!).fieldViolations).toMatchObject([
    { field: 'page_size', description: 'A page size is 0 or more.' },
  ]);
});

it('an error that may pass has a RetryInfo, where HTTP has Retry-After', () => {
  const { details } = detailsOf(new AppError('backend-unavailable', 'The price service is unavailable.'));
  expect(RetryInfo.decode(details.get('google.rpc.RetryInfo')!).retryDelay).toMatchObject({ seconds: 1, nanos: 0 });
});
