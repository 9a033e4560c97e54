import { expect, it } from 'vitest';

import type { InstanceShare } from '../../libs/testbed/src/load/instance-shares.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
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
const few = observedLoad('price', { price: ['v1', 15] });

/** What came of 400 requests in 3.2 seconds, where price took so many, and the rest was refused, so many of them otherwise. */
function limited(
  taken: number,
  told: Partial<LoadReport> = {},
  [status, otherwise] = ['INTERNAL', 0] as [string, number],
) {
  const degraded = REQUESTS - taken;
  const ofPrice = [calls('price', taken), calls('price', degraded - otherwise, 'RESOURCE_EXHAUSTED')];
  const instances = [...ofPrice, calls('price', otherwise, status), ...OTHERS];
  const requests = { requests: REQUESTS, statuses: { 200: REQUESTS }, seconds: 3.2, degraded };
  return { few, many: { ...observedLoad('price', {}), ...requests, instances, ...told }, reached: taken };
}

it.each([90, 120, 126])('price takes %i of 400 calls in 3.2 seconds, and nothing else suffers', (taken) => {
  expect(allHold(scenario.verdict(limited(taken)))).toBe(true);
});

it('a busy machine takes longer, in which price may take more', () => {
  expect(allHold(scenario.verdict(limited(180, { seconds: 5 })))).toBe(true);
  expect(allHold(scenario.verdict(limited(181, { seconds: 5 })))).toBe(false);
});

it('some refusals may look like a broken stream', () => {
  expect(allHold(scenario.verdict(limited(120, {}, ['INTERNAL', 90])))).toBe(true);
});

it.each([
  ['more calls than the limit allows', limited(127)],
  ['fewer than it promises', limited(29)],
  ['no call that is refused', limited(400)],
  ['no call that is refused, however long that took', limited(400, { seconds: 60 })],
  ['calls that are refused by another status', limited(120, {}, ['UNAVAILABLE', 280])],
  ['calls that fail for another reason', limited(120, {}, ['UNAVAILABLE', 1])],
  ['streams that are all broken', limited(120, {}, ['INTERNAL', 280])],
  ['refusals of price itself', { ...limited(120), reached: 400 }],
  ['a refusal at five a second', { ...limited(120), few: { ...few, degraded: 1 } }],
  ['a failed request', limited(120, { statuses: { 200: 399, 503: 1 } })],
  ['another backend that suffers', limited(120, { instances: limited(120).many.instances.slice(0, -1) })],
])('the verdict fails with %s', (_what, seen) => {
  expect(allHold(scenario.verdict(seen))).toBe(false);
});

it('without the rule every product has its price, however many are asked for', () => {
  expect(allHold(scenario.opposite(limited(400)))).toBe(true);
  expect(allHold(scenario.opposite(limited(399)))).toBe(false);
});

it('asks for few at first, then for many, and counts which of these reach price', async () => {
  const asked: unknown[] = [];
  const counts = [{ 1: 15 }, { 1: 45 }];
  const traffic = {
    load: async (...args: unknown[]) => {
      asked.push(args);
      return few;
    },
    attempts: async () => counts.shift() ?? {},
  };
  expect(await scenario.observe(traffic as never, 100)).toMatchObject({ reached: 30 });
  expect(asked).toEqual([[15, { requestsPerSecond: 5 }], [100]]);
});
