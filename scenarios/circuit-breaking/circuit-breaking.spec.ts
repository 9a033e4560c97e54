import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './circuit-breaking.ts';

/** Calls of the sick pod fail, and others as they are told. */
function calls(a: number, b: number, sick: number, told = {}) {
  const pods = { 'price-v1-a': ['v1', a], 'price-v1-b': ['v1', b], 'price-sick-c': ['v1', sick] } as const;
  const load = observedLoad('price', pods, { degraded: sick, ...told });
  const instances = load.instances.map((pod) => ({
    ...pod,
    statuses: { [pod.instance === 'price-sick-c' ? 'INTERNAL' : 'OK']: pod.hops },
  }));
  return { ...load, instances };
}

const BROKEN = { first: calls(99, 98, 3), later: calls(202, 195, 3) };

it('the sick pod gets a few calls at first, and a few again later', () => {
  expect(allHold(scenario.verdict(BROKEN))).toBe(true);
});

it.each([
  ['a third of the calls for the sick pod', { first: calls(67, 67, 66), later: calls(67, 67, 66) }],
  ['a sick pod that is never left alone again', { ...BROKEN, later: calls(67, 67, 66) }],
  ['a sick pod that is never tried again', { ...BROKEN, later: calls(800, 800, 0) }],
  ['a sick pod that is found late', { ...BROKEN, first: calls(85, 85, 30) }],
  ['a healthy pod that is left out', { first: calls(197, 0, 3), later: calls(397, 0, 3) }],
  [
    'a product that lacks its price though the sick pod was not asked',
    { ...BROKEN, first: calls(99, 98, 3, { degraded: 4 }) },
  ],
  ['a failed request', { ...BROKEN, later: calls(202, 195, 3, { statuses: { 200: 399, 503: 1 } }) }],
  ['no call at all', { first: observedLoad('price', {}), later: observedLoad('price', {}) }],
])('the verdict fails with %s', (_what, observed) => {
  expect(allHold(scenario.verdict(observed))).toBe(false);
});

it('without the rule a third of the products lack their price', () => {
  const all = { first: calls(67, 67, 66), later: calls(67, 67, 66) };
  expect(allHold(scenario.opposite(all))).toBe(true);
  expect(allHold(scenario.opposite(BROKEN))).toBe(false);
});

it.each([
  ['until the sick pod is tried again', 3, [3, 0, 0, 3]],
  ['but not for ever', 8, [3]],
])('sends requests %s', async (_what, laterLoads, sickCalls) => {
  const load = async () => {
    const sick = sickCalls.shift() ?? 0;
    return calls(10, 10 - sick, sick);
  };
  const { later } = await scenario.observe({ load } as never, 20);
  expect(later.requests).toBe(20 * laterLoads);
});
