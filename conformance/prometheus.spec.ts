import { expect, it } from 'vitest';

import { samplesOf } from './prometheus.ts';

const response = (...result: object[]) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
const PODS = new Map([['10.0.0.7', 'price-v1-a']]);

it('a sample has the name of the pod at the address of its instance', () => {
  const body = response({ metric: { instance: '10.0.0.7:4191', grpc_status: '13' }, value: [1_700_000_000.5, '42'] });
  const labels = { instance: '10.0.0.7:4191', grpc_status: '13', pod: 'price-v1-a' };
  expect(samplesOf(body, PODS)).toEqual([{ labels, value: 42 }]);
});

it('a sample without an instance has no pod', () => {
  expect(samplesOf(response({ metric: {}, value: [0, 'NaN'] }), PODS)).toEqual([{ labels: {}, value: Number.NaN }]);
});

it('an empty vector has no samples', () => {
  expect(samplesOf(response(), PODS)).toEqual([]);
});
