import { expect, it } from 'vitest';

import type { InstanceShare } from '../../libs/testbed/src/load/instance-shares.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './rate-limiting.ts';

const REQUESTS = 400;

const calls = (service: string, hops: number, status = 'OK'): InstanceShare => {
  return {
    service,
    version: null,
    instance: null,
    hops,
    share: 1,
    statuses: { [status]: hops },
    retried: 0,
    faults: 0,
  };
};

const OTHERS = ['base-product', 'inventory', 'reviews'].map((service) => calls(service, REQUESTS));
const few = fakeLoadReport('price', { price: ['v1', 15] });

/** A load of 400 requests in 3.2 seconds, of which price served `admitted`; the others were refused, `otherwise` with another status. */
function limited(
  admitted: number,
  overrides: Partial<LoadReport> = {},
  [status, otherwise] = ['INTERNAL', 0] as [string, number],
) {
  const degraded = REQUESTS - admitted;
  const ofPrice = [calls('price', admitted), calls('price', degraded - otherwise, 'RESOURCE_EXHAUSTED')];
  const instances = [...ofPrice, calls('price', otherwise, status), ...OTHERS];
  const requests = { requests: REQUESTS, statuses: { 200: REQUESTS }, seconds: 3.2, degraded };
  return { few, many: { ...fakeLoadReport('price', {}), ...requests, instances, ...overrides }, reached: admitted };
}

it.each([102, 120, 126])(
  'the expectations pass if price serves %i of 400 calls in 3.2 seconds and other backends all',
  (admitted) => {
    expect(allPassed(scenario.expectations(limited(admitted)))).toBe(true);
  },
);

it('the limit is computed from the time that the load took', () => {
  expect(allPassed(scenario.expectations(limited(180, { seconds: 5 })))).toBe(true);
  expect(allPassed(scenario.expectations(limited(181, { seconds: 5 })))).toBe(false);
});

it('the expectations pass if some refusals are INTERNAL', () => {
  expect(allPassed(scenario.expectations(limited(120, {}, ['INTERNAL', 90])))).toBe(true);
});

it.each([
  ['more calls than the limit allows', limited(127)],
  ['a limit of 10', limited(42)],
  ['fewer calls than the limit', limited(101)],
  ['as many refusals with INTERNAL', limited(120, {}, ['INTERNAL', 140])],
  ['no refused call', limited(400)],
  ['no refused call in a long time', limited(400, { seconds: 60 })],
  ['calls that are refused with another status', limited(120, {}, ['UNAVAILABLE', 280])],
  ['calls that fail for another reason', limited(120, {}, ['UNAVAILABLE', 1])],
  ['streams that are all broken', limited(120, {}, ['INTERNAL', 280])],
  ['refusals of price itself', { ...limited(120), reached: 400 }],
  ['a refusal at five a second', { ...limited(120), few: { ...few, degraded: 1 } }],
  ['a failed request', limited(120, { statuses: { 200: 399, 503: 1 } })],
  ['another backend with failed calls', limited(120, { instances: limited(120).many.instances.slice(0, -1) })],
])('the expectations fail with %s', (_what, observation) => {
  expect(allPassed(scenario.expectations(observation))).toBe(false);
});

it('the control expectations pass if every product has its price', () => {
  expect(allPassed(scenario.controlExpectations(limited(400)))).toBe(true);
  expect(allPassed(scenario.controlExpectations(limited(399)))).toBe(false);
});

it('the observation sends a slow load, then a fast one, and counts what reaches price', async () => {
  const requested: unknown[] = [];
  const counts = [{ 1: 15 }, { 1: 45 }];
  const traffic = {
    load: async (...args: unknown[]) => {
      requested.push(args);
      return few;
    },
    attempts: async () => counts.shift() ?? {},
  };
  expect(await scenario.observe(traffic as never, 100)).toMatchObject({ reached: 30 });
  expect(requested).toEqual([[15, { requestsPerSecond: 5 }], [100]]);
});
