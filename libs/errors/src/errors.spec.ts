import { describe, expect, it } from 'vitest';

import { AppError, toAppError } from './errors.ts';
import { toProblem } from './problem.ts';

describe('AppError', () => {
  it('is extended without a change of the original', () => {
    const error = new AppError('backend-failed', 'The price service failed.', 'price', { cause: '13 INTERNAL' });
    const extended = error.extendedBy({ hops: [] });
    expect(extended).toMatchObject({ code: error.code, message: error.message, field: 'price', cause: '13 INTERNAL' });
    expect(toProblem(extended)).toMatchObject({ status: 502, hops: [] });
    expect(toProblem(error)).not.toHaveProperty('hops');
  });

  it('is internal in place of an unexpected error, whose message stays in the cause', () => {
    const thrown = new TypeError('x is undefined');
    const error = toAppError(thrown);
    expect([error.code, error.cause]).toEqual(['internal', thrown]);
    expect(JSON.stringify(toProblem(error, '/product/1'))).not.toContain('x is undefined');
    expect(toAppError(error)).toBe(error);
  });
});

describe('toProblem', () => {
  it('is a problem document of RFC 9457 with the path of the request', () => {
    expect(toProblem(new AppError('product-not-found', 'There is no product 7.'), '/product/7')).toEqual({
      type: 'urn:product-gateway:error:product-not-found',
      title: 'No such product',
      status: 404,
      detail: 'There is no product 7.',
      instance: '/product/7',
    });
  });
});
