import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './rollout.ts';

const replaced = (overrides = {}) =>
  fakeLoadReport('base-product', { 'base-product-old': ['v1', 900], 'base-product-new': ['v1', 1100] }, overrides);
const onePod = fakeLoadReport('base-product', { 'base-product-old': ['v1', 2000] });

it('the expectations pass if old and new pods serve requests and none fails', () => {
  expect(allPassed(scenario.expectations(replaced()))).toBe(true);
});

it.each([
  ['a failed request', replaced({ statuses: { 200: 1999, 503: 1 } })],
  ['a request without a response', replaced({ statuses: { 200: 1999 }, noResponse: 1 })],
  ['an incomplete product', replaced({ degraded: 1 })],
  ['a rollout that did not happen during the load', onePod],
])('the expectations fail with %s', (_what, report) => {
  expect(allPassed(scenario.expectations(report))).toBe(false);
});

it('the control expectations pass if some requests fail', () => {
  expect(allPassed(scenario.controlExpectations(replaced({ failed: 700 })))).toBe(true);
  expect(allPassed(scenario.controlExpectations(replaced()))).toBe(false);
  expect(allPassed(scenario.controlExpectations(replaced({ failed: 2000 })))).toBe(false);
});

it('the observation sends an even load until the old pod is gone, and one more', async () => {
  const order: string[] = [];
  const part = (pod: string) => fakeLoadReport('base-product', { [pod]: ['v1', 10] });
  const traffic = {
    startLoad: async () => {
      order.push('load starts');
      const stop = async () => {
        order.push('load stops');
        return part('old');
      };
      return { stop, [Symbol.asyncDispose]: async () => undefined };
    },
    restart: async () => void order.push('restart'),
    load: async (requests: number) => {
      order.push(`${requests} requests`);
      return part('new');
    },
  };
  const observed = await scenario.observe(traffic as never, 10);
  expect(order).toEqual(['load starts', 'restart', '10 requests', 'load stops']);
  expect(allPassed(scenario.expectations(observed))).toBe(true);
});
