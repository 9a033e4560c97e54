import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad, type Pods } from '../../conformance/observed-load.ts';
import { scenario } from './mirroring.ts';

const V1: Pods = { 'price-v1-a': ['v1', 500] };
const observed = (copies: number, pods = V1, told = {}) => ({ report: observedLoad('price', pods, told), copies });

it.each([500, 497])('users see v1, and v2 is sent %i copies of 500 calls', (copies) => {
  expect(allHold(scenario.verdict(observed(copies)))).toBe(true);
});

it.each([
  ['no copies', observed(0)],
  ['copies of half the calls', observed(250)],
  ['copies of nine in ten', observed(450)],
  ['one too many', observed(501)],
  ['an answer of v2', observed(500, { ...V1, 'price-v2-a': ['v2', 1] })],
  ['answers of v2 alone', observed(500, { 'price-v2-a': ['v2', 500] })],
  ['a product without its price', observed(500, V1, { degraded: 1 })],
  ['no call at all', observed(0, {})],
])('the verdict fails with %s', (_what, seen) => {
  expect(allHold(scenario.verdict(seen))).toBe(false);
});

it('without the rule v2 is sent nothing', () => {
  expect(allHold(scenario.opposite(observed(0)))).toBe(true);
  expect(allHold(scenario.opposite(observed(1)))).toBe(false);
  expect(allHold(scenario.opposite(observed(0, { 'price-v2-a': ['v2', 500] })))).toBe(false);
});

it('waits for copies that come after the load, and counts none that came before', async () => {
  const counts = [{ 1: 7 }, { 1: 96 }, { 1: 107 }];
  const asked: string[][] = [];
  const traffic = {
    attempts: async (...pods: string[]) => {
      asked.push(pods);
      return counts.shift();
    },
    load: async (requests: number) => observedLoad('price', { 'price-v1-a': ['v1', requests] }),
  };
  expect(allHold(scenario.verdict(await scenario.observe(traffic as never, 100)))).toBe(true);
  expect(new Set(asked.map(String))).toEqual(new Set(['price,price-v2']));
});
