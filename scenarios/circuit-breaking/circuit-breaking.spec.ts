import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './circuit-breaking.ts';

/** Calls of the sick pod fail. */
function calls(a: number, b: number, sick: number, overrides = {}) {
  const pods = { 'price-v1-a': ['v1', a], 'price-v1-b': ['v1', b], 'price-sick-c': ['v1', sick] } as const;
  const load = fakeLoadReport('price', pods, { degraded: sick, ...overrides });
  const instances = load.instances.map((pod) => ({
    ...pod,
    statuses: { [pod.instance === 'price-sick-c' ? 'INTERNAL' : 'OK']: pod.hops },
  }));
  return { ...load, instances };
}

const BROKEN = { first: calls(99, 98, 3), later: [calls(200, 200, 0), calls(202, 195, 3), calls(199, 198, 3)] };

it('the expectations pass if the sick pod gets few calls at first and a few again later', () => {
  expect(allPassed(scenario.expectations(BROKEN))).toBe(true);
});

it.each([
  ['a third of the calls for the sick pod', { first: calls(67, 67, 66), later: [calls(67, 67, 66)] }],
  ['a sick pod that is ejected only once', { ...BROKEN, later: [calls(67, 67, 66)] }],
  ['a sick pod that never gets a trial call', { ...BROKEN, later: [calls(800, 800, 0)] }],
  ['a sick pod that gets a trial call only once', { ...BROKEN, later: [calls(202, 195, 3), calls(800, 800, 0)] }],
  ['a sick pod that is ejected late', { ...BROKEN, first: calls(85, 85, 30) }],
  ['a healthy pod that is left out', { first: calls(197, 0, 3), later: [calls(397, 0, 3), calls(397, 0, 3)] }],
  ['a product without its price and no call to the sick pod', { ...BROKEN, first: calls(99, 98, 3, { degraded: 4 }) }],
  [
    'a failed request',
    { ...BROKEN, later: [calls(200, 197, 3), calls(202, 195, 3, { statuses: { 200: 399, 503: 1 } })] },
  ],
  ['no call at all', { first: fakeLoadReport('price', {}), later: [fakeLoadReport('price', {})] }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it('the control expectations pass if a third of the products lack their price', () => {
  const all = { first: calls(67, 67, 66), later: [calls(67, 67, 66)] };
  expect(allPassed(scenario.controlExpectations(all))).toBe(true);
  expect(allPassed(scenario.controlExpectations(BROKEN))).toBe(false);
});

it.each([
  ['until the sick pod has had trial calls in two of them', 5, [3, 0, 0, 3, 0, 3]],
  ['at most 16 times', 16, [3]],
])('the observation sends later loads %s', async (_what, laterLoads, sickCalls) => {
  const load = async () => {
    const sick = sickCalls.shift() ?? 0;
    return calls(10, 10 - sick, sick);
  };
  const { later } = await scenario.observe({ load } as never, 20);
  expect(later).toHaveLength(laterLoads);
});
