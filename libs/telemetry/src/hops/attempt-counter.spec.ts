import { describe, expect, it } from 'vitest';

import { httpHeaders } from '../header-lookup.ts';
import { AttemptCounter } from './attempt-counter.ts';

const counting = () => {
  const counter = new AttemptCounter();
  return (headers: Record<string, string>) => counter.count(httpHeaders(headers));
};

describe('the attempt of a call', () => {
  it('is the number of RPCs with its x-call-id that have arrived', () => {
    const count = counting();
    expect(['a', 'b', 'a', 'a', 'b'].map((id) => count({ 'x-call-id': id }))).toEqual([1, 1, 2, 3, 2]);
  });

  it('is the count of Envoy if that is larger', () => {
    const count = counting();
    expect(count({ 'x-call-id': 'a', 'x-envoy-attempt-count': '3' })).toBe(3);
    expect(count({ 'x-call-id': 'a', 'x-envoy-attempt-count': '1' })).toBe(2);
  });

  it.each(['', '0', '-2', '1e3', '99999', 'many'])('ignores an x-envoy-attempt-count of %j', (attempt) => {
    expect(counting()({ 'x-envoy-attempt-count': attempt })).toBe(1);
  });

  it('is 1 for a call without an id, or with an invalid one', () => {
    const count = counting();
    const long = { 'x-call-id': 'x'.repeat(65) };
    expect([count({}), count({}), count(long), count(long)]).toEqual([1, 1, 1, 1]);
  });

  it('is 1 again for a call that has left the bounded cache', () => {
    const count = counting();
    count({ 'x-call-id': 'first' });
    for (let other = 0; other < 4096; other += 1) count({ 'x-call-id': `call-${other}` });
    expect(count({ 'x-call-id': 'first' })).toBe(1);
  });
});
