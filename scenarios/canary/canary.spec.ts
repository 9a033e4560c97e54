import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './canary.ts';

const split = (v1: number, v2: number, told = {}) =>
  observedLoad('price', { 'price-v1-a': ['v1', v1], 'price-v2-a': ['v2', v2] }, told);

it.each([72, 100, 130])('a tenth is taken for a tenth if it is %i of 1,000', (v2) => {
  expect(allHold(scenario.verdict(split(1000 - v2, v2)))).toBe(true);
});

it.each([
  ['too few calls of v2', split(937, 63)],
  ['too many', split(860, 140)],
  ['half of them', split(500, 500)],
  ['none', split(1000, 0)],
  ['no call at all', split(0, 0)],
  ['a product without its price', split(900, 100, { degraded: 1 })],
  ['a failed request', split(900, 100, { statuses: { 200: 999, 503: 1 } })],
])('the verdict fails with %s', (_what, report) => {
  expect(allHold(scenario.verdict(report))).toBe(false);
});

it('without the rule v2 has far more, or the control shows nothing', () => {
  expect(allHold(scenario.opposite(split(500, 500)))).toBe(true);
  expect(allHold(scenario.opposite(split(890, 110)))).toBe(false);
});

it('says what was seen, and how sure that is', () => {
  expect(scenario.verdict(split(902, 98))).toContainEqual({
    claim: 'v2 answers 10 % of the calls of price',
    seen: '98 of 1000, so 7.0 % to 13.3 % at 99.9 %',
    holds: true,
  });
});
