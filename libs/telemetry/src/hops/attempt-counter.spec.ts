import { describe, expect, it } from 'vitest';

import { httpHeaders } from '../header-lookup.ts';
import { AttemptCounter } from './attempt-counter.ts';

const METHOD = 'product_gateway.price.v1.PriceService/GetPrice';

const counting = () => {
  const counter = new AttemptCounter();
  return (callId?: string, headers: Record<string, string> = {}, method = METHOD) =>
    counter.count(httpHeaders(headers), method, callId);
};

describe('the attempt of a call', () => {
  it('is the number of RPCs with its id that have arrived', () => {
    const count = counting();
    expect(['a', 'b', 'a', 'a', 'b'].map((id) => count(id))).toEqual([1, 1, 2, 3, 2]);
  });

  it('does not include the RPCs with its id that call another method', () => {
    const count = counting();
    const methods = ['Get', 'List', 'Get', 'List', 'Watch'];
    expect(methods.map((method) => count('a', {}, method))).toEqual([1, 1, 2, 2, 1]);
  });

  it('is the count of Envoy if that is larger', () => {
    const count = counting();
    expect(count('a', { 'x-envoy-attempt-count': '3' })).toBe(3);
    expect(count('a', { 'x-envoy-attempt-count': '1' })).toBe(2);
  });

  it('is the count of Envoy for a call without an id', () => {
    expect(counting()(undefined, { 'x-envoy-attempt-count': '2' })).toBe(2);
  });

  it.each(['', '0', '-2', '1e3', '99999', 'many'])('ignores an x-envoy-attempt-count of %j', (attempt) => {
    expect(counting()(undefined, { 'x-envoy-attempt-count': attempt })).toBe(1);
  });

  it('is 1 for a call without an id, or with an invalid one', () => {
    const count = counting();
    const long = 'x'.repeat(65);
    expect([count(), count(), count(long), count(long)]).toEqual([1, 1, 1, 1]);
  });

  it('is 1 again for a call that has left the bounded cache', () => {
    const count = counting();
    count('first');
    for (let other = 0; other < 4096; other += 1) count(`call-${other}`);
    expect(count('first')).toBe(1);
  });
});
