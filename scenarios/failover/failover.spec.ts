import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './failover.ts';

const split = (near: number, far: number, overrides = {}) =>
  fakeLoadReport('price', { 'price-v1-a': ['v1', near], 'price-v2-a': ['v2', far] }, overrides);
const OVER = { before: split(300, 0), meanwhile: [split(20, 280)], after: split(0, 300) };

it('the expectations pass if the near pod serves, then the far one, and no request is lost', () => {
  expect(allPassed(scenario.expectations(OVER))).toBe(true);
});

it.each([
  ['a call to the far pod before the near one terminates', { ...OVER, before: split(299, 1) }],
  ['a call to the near pod after it has terminated', { ...OVER, after: split(1, 299) }],
  [
    'no response after the near pod has terminated',
    { ...OVER, after: fakeLoadReport('price', {}, { requests: 300, degraded: 300 }) },
  ],
  ['a product without its price meanwhile', { ...OVER, meanwhile: [split(20, 280, { degraded: 1 }), split(0, 300)] }],
  ['a failed request meanwhile', { ...OVER, meanwhile: [split(20, 280, { statuses: { 200: 299, 503: 1 } })] }],
  ['calls to both all the time', { before: split(150, 150), meanwhile: [split(20, 280)], after: split(0, 300) }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it('the control expectations pass if the far pod serves calls while the near one exists', () => {
  expect(allPassed(scenario.controlExpectations({ ...OVER, before: split(150, 150) }))).toBe(true);
  expect(allPassed(scenario.controlExpectations(OVER))).toBe(false);
});

it('the observation sends loads until the near pod has terminated, one more, and restores it', async () => {
  const scaled: number[] = [];
  let gone = () => {};
  const going = new Promise<void>((resolve) => (gone = resolve));
  let loads = 0;
  const load = async () => {
    loads += 1;
    if (loads === 3) gone();
    return split(1, 0);
  };
  const scale = (_deployment: string, replicas: number) => {
    scaled.push(replicas);
    return replicas === 0 ? going : Promise.resolve();
  };
  const { meanwhile } = await scenario.observe({ load, scale } as never, 1);
  expect(meanwhile.length).toBe(loads - 3);
  expect(meanwhile.length).toBeGreaterThan(1);
  expect(scaled).toEqual([0, 1]);
});
