import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './header-routing.ts';

const split = (v1: number, v2: number) => observedLoad('price', { 'price-v1-a': ['v1', v1], 'price-v2-a': ['v2', v2] });

it('testers see v2, and nobody else does', () => {
  expect(allHold(scenario.verdict({ testers: split(0, 200), others: split(200, 0) }))).toBe(true);
});

it.each([
  ['a tester who sees v1', { testers: split(1, 199), others: split(200, 0) }],
  ['somebody else who sees v2', { testers: split(0, 200), others: split(199, 1) }],
  ['a rule that routes everybody', { testers: split(0, 200), others: split(0, 200) }],
  ['no answer to a tester', { testers: observedLoad('price', {}), others: split(200, 0) }],
  [
    'a tester whose product lacks its price',
    { testers: observedLoad('price', { 'price-v2-a': ['v2', 199] }, { degraded: 1 }), others: split(200, 0) },
  ],
])('the verdict fails with %s', (_what, observed) => {
  expect(allHold(scenario.verdict(observed))).toBe(false);
});

it('without the rule both see both', () => {
  expect(allHold(scenario.opposite({ testers: split(90, 110), others: split(110, 90) }))).toBe(true);
  expect(allHold(scenario.opposite({ testers: split(0, 200), others: split(110, 90) }))).toBe(false);
});
