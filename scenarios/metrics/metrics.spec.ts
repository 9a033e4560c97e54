import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import type { Sample } from '../../conformance/prometheus.ts';
import { scenario } from './metrics.ts';

const PRICE_A = { OK: 140, INTERNAL: 60 };
const PRICE_B = { OK: 145, INTERNAL: 55 };
const COUNTED = { 'base-a': { OK: 400 }, 'inventory-a': { OK: 400 }, 'price-a': PRICE_A, 'price-b': PRICE_B };
const MEDIANS = { 'base-a': 3, 'inventory-a': 175, 'price-a': 3, 'price-b': 4 };

/** The report of the gateway with the services that the metrics need. */
function reported(priceA: Record<string, number> = PRICE_A, priceB: Record<string, number> = PRICE_B) {
  const prices = fakeLoadReport('price', { 'price-a': ['v1', 200], 'price-b': ['v1', 200] }).instances;
  const instances = [
    ...fakeLoadReport('gateway', { 'gateway-a': ['v1', 400] }).instances,
    ...fakeLoadReport('base-product', { 'base-a': ['v1', 400] }).instances,
    ...fakeLoadReport('inventory', { 'inventory-a': ['v1', 400] }).instances,
    ...prices.map((price, index) => Object.assign(price, { statuses: [priceA, priceB][index] })),
  ];
  return fakeLoadReport('price', {}, { instances });
}

const observed = { report: reported(), targets: 6, counted: COUNTED, medians: MEDIANS };

it('the expectations pass if the proxies count what the gateway reports, in any order', () => {
  expect(allPassed(scenario.expectations(observed))).toBe(true);
  const counted = { ...COUNTED, 'price-a': { INTERNAL: 60, OK: 140 } };
  expect(allPassed(scenario.expectations({ ...observed, counted }))).toBe(true);
});

it.each([
  ['nothing', { counted: {}, medians: {} }],
  ['one call too few', { counted: { ...COUNTED, 'base-a': { OK: 399 } } }],
  ['one call too many', { counted: { ...COUNTED, 'base-a': { OK: 401 } } }],
  ['a failure as a success', { counted: { ...COUNTED, 'price-a': { OK: 141, INTERNAL: 59 } } }],
  ['the calls of one pod as those of another', { counted: { ...COUNTED, 'price-a': PRICE_B, 'price-b': PRICE_A } }],
  ['calls that were not made', { counted: { ...COUNTED, 'reviews-a': { OK: 1 } } }],
  ['no duration of a pod', { medians: { ...MEDIANS, 'price-b': Number.NaN } }],
  ['a slow service as fast', { medians: { ...MEDIANS, 'inventory-a': 99 } }],
])('the expectations fail if the proxies report %s', (_what, overrides) => {
  expect(allPassed(scenario.expectations({ ...observed, ...overrides }))).toBe(false);
});

it('the expectations fail if price has no failures', () => {
  const counted = { ...COUNTED, 'price-a': { OK: 200 }, 'price-b': { OK: 200 } };
  expect(allPassed(scenario.expectations({ ...observed, report: reported({ OK: 200 }, { OK: 200 }), counted }))).toBe(
    false,
  );
});

it('the control expectations pass if Prometheus scrapes pods and none has metrics of calls', () => {
  expect(allPassed(scenario.controlExpectations({ ...observed, counted: {} }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ ...observed, counted: {}, targets: 0 }))).toBe(false);
  expect(allPassed(scenario.controlExpectations(observed))).toBe(false);
});

it('the observation counts the calls of the load, after Prometheus has scraped every proxy', async () => {
  const count = (pod: string, grpc_status: string, value: number): Sample => ({ labels: { pod, grpc_status }, value });
  const counts = [
    [count('price-a', '0', 7), count('price-b', '0', 9)],
    [count('price-a', '0', 147), count('price-a', '13', 60), count('price-b', '0', 9)],
  ];
  const unsettled = [[{ labels: {}, value: 1 }], []];
  const query = async (promql: string): Promise<readonly Sample[]> => {
    if (promql.startsWith('sum by')) return counts.shift() ?? [];
    if (promql.startsWith('min(timestamp(up)) <= 1234')) return unsettled.shift() ?? [];
    return [{ labels: {}, value: 1234 }];
  };
  const { counted } = await scenario.observe({ query, load: async () => reported() } as never, 400);
  expect(counted).toEqual({ 'price-a': { OK: 140, INTERNAL: 60 } });
  expect(unsettled).toEqual([]);
});
