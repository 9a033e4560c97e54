import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import type { Sample } from '../../conformance/prometheus.ts';
import { scenario } from './metrics.ts';

const PRICE_A = { OK: 140, INTERNAL: 60 };
const PRICE_B = { OK: 145, INTERNAL: 55 };
const COUNTED = { 'base-a': { OK: 400 }, 'inventory-a': { OK: 400 }, 'price-a': PRICE_A, 'price-b': PRICE_B };
const MEDIANS = { 'base-a': 3, 'inventory-a': 175, 'price-a': 3, 'price-b': 4 };

/** What the gateway saw, of as many services as it takes. */
function seen(priceA: Record<string, number> = PRICE_A, priceB: Record<string, number> = PRICE_B) {
  const prices = observedLoad('price', { 'price-a': ['v1', 200], 'price-b': ['v1', 200] }).instances;
  const instances = [
    ...observedLoad('gateway', { 'gateway-a': ['v1', 400] }).instances,
    ...observedLoad('base-product', { 'base-a': ['v1', 400] }).instances,
    ...observedLoad('inventory', { 'inventory-a': ['v1', 400] }).instances,
    ...prices.map((price, index) => Object.assign(price, { statuses: [priceA, priceB][index] })),
  ];
  return observedLoad('price', {}, { instances });
}

const observed = { report: seen(), asked: 6, counted: COUNTED, medians: MEDIANS };

it('proxies tell what the gateway saw of each pod, in whichever order', () => {
  expect(allHold(scenario.verdict(observed))).toBe(true);
  const counted = { ...COUNTED, 'price-a': { INTERNAL: 60, OK: 140 } };
  expect(allHold(scenario.verdict({ ...observed, counted }))).toBe(true);
});

it.each([
  ['nothing', { counted: {}, medians: {} }],
  ['one call too few', { counted: { ...COUNTED, 'base-a': { OK: 399 } } }],
  ['one call too many', { counted: { ...COUNTED, 'base-a': { OK: 401 } } }],
  ['a failure as a success', { counted: { ...COUNTED, 'price-a': { OK: 141, INTERNAL: 59 } } }],
  ['the calls of one pod as those of another', { counted: { ...COUNTED, 'price-a': PRICE_B, 'price-b': PRICE_A } }],
  ['calls that nobody made', { counted: { ...COUNTED, 'reviews-a': { OK: 1 } } }],
  ['no duration of a pod', { medians: { ...MEDIANS, 'price-b': Number.NaN } }],
  ['a slow service as fast', { medians: { ...MEDIANS, 'inventory-a': 99 } }],
])('the verdict fails if proxies tell %s', (_what, told) => {
  expect(allHold(scenario.verdict({ ...observed, ...told }))).toBe(false);
});

it('the verdict fails if price does not fail as it is told to', () => {
  const counted = { ...COUNTED, 'price-a': { OK: 200 }, 'price-b': { OK: 200 } };
  expect(allHold(scenario.verdict({ ...observed, report: seen({ OK: 200 }, { OK: 200 }), counted }))).toBe(false);
});

it('without the rule Prometheus asks pods, and none tells anything', () => {
  expect(allHold(scenario.opposite({ ...observed, counted: {} }))).toBe(true);
  expect(allHold(scenario.opposite({ ...observed, counted: {}, asked: 0 }))).toBe(false);
  expect(allHold(scenario.opposite(observed))).toBe(false);
});

it('counts what came meanwhile, once Prometheus has asked every proxy again', async () => {
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
  const { counted } = await scenario.observe({ query, load: async () => seen() } as never, 400);
  expect(counted).toEqual({ 'price-a': { OK: 140, INTERNAL: 60 } });
  expect(unsettled).toEqual([]);
});
