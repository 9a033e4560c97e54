import { expect, it } from 'vitest';

import { samplesOf } from './prometheus.ts';

const answer = (...result: object[]) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
const PODS = new Map([['10.0.0.7', 'price-v1-a']]);

it('names the pod behind an address', () => {
  const body = answer({ metric: { instance: '10.0.0.7:4191', grpc_status: '13' }, value: [1_700_000_000.5, '42'] });
  const labels = { instance: '10.0.0.7:4191', grpc_status: '13', pod: 'price-v1-a' };
  expect(samplesOf(body, PODS)).toEqual([{ labels, value: 42 }]);
});

it('leaves a series that no pod has as it is', () => {
  expect(samplesOf(answer({ metric: {}, value: [0, 'NaN'] }), PODS)).toEqual([{ labels: {}, value: Number.NaN }]);
});

it('has nothing of an empty answer', () => {
  expect(samplesOf(answer(), PODS)).toEqual([]);
});
