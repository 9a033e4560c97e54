import { expect, it } from 'vitest';

import type { InstanceShare } from '../../scripts/load/instance-shares.ts';
import type { LoadReport } from '../../scripts/load/load-report.ts';
import { allHold } from '../claim.ts';
import { observedLoad } from '../observed-load.ts';
import { rateLimiting } from './rate-limiting.ts';

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

/** What came of 400 requests in 3.2 seconds, where price took so many, and the rest ended otherwise. */
function limited(taken: number, told: Partial<LoadReport> = {}, otherwise = 'RESOURCE_EXHAUSTED'): LoadReport {
  const degraded = REQUESTS - taken;
  const others = ['base-product', 'inventory', 'reviews'].map((service) => calls(service, REQUESTS));
  return {
    ...observedLoad('price', {}),
    requests: REQUESTS,
    statuses: { 200: REQUESTS },
    seconds: 3.2,
    degraded,
    instances: [calls('price', taken), calls('price', degraded, otherwise), ...others],
    ...told,
  };
}

const few = observedLoad('price', { price: ['v1', 15] });

it.each([90, 120, 126])('price takes %i of 400 calls in 3.2 seconds, and nothing else suffers', (taken) => {
  expect(allHold(rateLimiting.verdict({ few, many: limited(taken) }))).toBe(true);
});

it('a busy machine takes longer, in which price may take more', () => {
  expect(allHold(rateLimiting.verdict({ few, many: limited(180, { seconds: 5 }) }))).toBe(true);
  expect(allHold(rateLimiting.verdict({ few, many: limited(181, { seconds: 5 }) }))).toBe(false);
});

const withoutReviews = limited(120).instances.filter(({ service }) => service !== 'reviews');

it.each([
  ['more calls than the limit allows', { few, many: limited(127) }],
  ['fewer than it promises', { few, many: limited(29) }],
  ['no call that is refused', { few, many: limited(400) }],
  ['no call that is refused, however long that took', { few, many: limited(400, { seconds: 60 }) }],
  ['calls that fail for another reason', { few, many: limited(120, {}, 'UNAVAILABLE') }],
  ['a refusal at five a second', { few: { ...few, degraded: 1 }, many: limited(120) }],
  ['a failed request', { few, many: limited(120, { statuses: { 200: 399, 503: 1 } }) }],
  ['another backend that suffers', { few, many: limited(120, { instances: withoutReviews }) }],
  ['no call at all', { few, many: limited(120, { instances: [], requests: 0 }) }],
])('the verdict fails with %s', (_what, observed) => {
  expect(allHold(rateLimiting.verdict(observed))).toBe(false);
});

it('without the rule every product has its price, however many are asked for', () => {
  expect(allHold(rateLimiting.opposite({ few, many: limited(400) }))).toBe(true);
  expect(allHold(rateLimiting.opposite({ few, many: limited(399) }))).toBe(false);
});

it('asks for few at first, then for many', async () => {
  const asked: unknown[] = [];
  const load = async (...args: unknown[]) => {
    asked.push(args);
    return few;
  };
  await rateLimiting.observe({ load } as never, 100);
  expect(asked).toEqual([[15, { requestsPerSecond: 5 }], [100]]);
});
