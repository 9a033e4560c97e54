import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './load-balancing.ts';

const calls = (a: number, b: number, slow: number, told = {}) =>
  observedLoad('price', { 'price-v1-a': ['v1', a], 'price-v1-b': ['v1', b], 'price-slow-c': ['v1', slow] }, told);

it.each([
  ['a little of the work', calls(260, 250, 90)],
  ['none of it', calls(310, 290, 0)],
])('the two fast pods share the work, and the slow one has %s', (_what, report) => {
  expect(allHold(scenario.verdict(report))).toBe(true);
});

it.each([
  ['all calls on one pod', observedLoad('price', { 'price-v1-a': ['v1', 600] })],
  ['as many calls to the slow pod as to the others', calls(200, 200, 200)],
  ['one fast pod that is left out', observedLoad('price', { 'price-v1-a': ['v1', 540], 'price-slow-c': ['v1', 60] })],
  ['one fast pod with a trickle', calls(500, 40, 60)],
  ['a product without its price', calls(260, 250, 90, { degraded: 1 })],
  ['no call at all', observedLoad('price', {})],
])('the verdict fails with %s', (_what, report) => {
  expect(allHold(scenario.verdict(report))).toBe(false);
});

it('without the mesh one pod has all calls', () => {
  expect(allHold(scenario.opposite(observedLoad('price', { 'price-slow-c': ['v1', 600] })))).toBe(true);
  expect(allHold(scenario.opposite(calls(599, 1, 0)))).toBe(false);
});
