import { setTimeout } from 'node:timers/promises';

import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { claimWhole, type Claim } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { statusesOf, textOf } from '../../conformance/statuses.ts';
import { attemptsBetween, totalOf } from '../../conformance/traffic.ts';

interface Observed {
  /** Five requests a second. */
  readonly few: LoadReport;
  /** A hundred. */
  readonly many: LoadReport;
  /** RPCs of the hundred a second that reached price itself. */
  readonly reached: number;
}

/** Calls that price's pod takes a second, and at once after as long a pause: a bucket of tokens. */
const LIMIT = 30;
const BUCKET_IS_FULL_AFTER_MS = 1000;

export const scenario: Scenario<Observed> = {
  name: 'rate-limiting',
  position: 120,
  lesson: 'price takes 30 calls a second: the mesh refuses what is more, and nothing else suffers.',
  pods: {},
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    // A sample before has emptied it.
    await setTimeout(BUCKET_IS_FULL_AFTER_MS);
    const few = await traffic.load(15, { requestsPerSecond: 5 });
    const before = await traffic.attempts('price');
    const many = await traffic.load(requests);
    const attempts = attemptsBetween(before, await traffic.attempts('price'));
    return { few, many, reached: totalOf(attempts) };
  },
  verdict: ({ few, many, reached }) => [
    { ...claimWhole(few), claim: 'at 5 requests a second every request gets the whole product' },
    claimTaken(many),
    claimRefused(many, reached),
    claimOthers(many),
  ],
  opposite: ({ many }) => [
    { ...claimWhole(many), claim: 'at 100 requests a second every request gets the whole product' },
  ],
};

function claimTaken(many: LoadReport): Claim {
  const { OK: taken = 0 } = statusesOf(many, 'price');
  const atMost = Math.floor(LIMIT * (1 + many.seconds));
  return {
    claim: `at 100 a second price answers at least ${LIMIT} calls, and at most ${LIMIT} and ${LIMIT} a second`,
    seen: `${taken} in ${many.seconds.toFixed(1)} s, so at most ${atMost}`,
    holds: taken >= LIMIT && taken <= atMost,
  };
}

/** Some may be INTERNAL: so grpc-js calls a stream that a proxy ends together with its early answer. */
function claimRefused(many: LoadReport, reached: number): Claim {
  const { OK: taken = 0, ...refused } = statusesOf(many, 'price');
  const { RESOURCE_EXHAUSTED: exhausted = 0, INTERNAL: internal = 0 } = refused;
  return {
    claim: 'the rest is refused with RESOURCE_EXHAUSTED, and never reaches price',
    seen: `${textOf(refused)}; ${reached} of ${many.requests} reached price`,
    holds: exhausted > 0 && taken + exhausted + internal === many.requests && reached === taken,
  };
}

function claimOthers(many: LoadReport): Claim {
  const others = ['base-product', 'inventory', 'reviews'].map((service) => statusesOf(many, service)['OK'] ?? 0);
  return {
    claim: 'every request is answered, with all but the price',
    seen: `${textOf(many.statuses)}; OK of base-product, inventory and reviews: ${others.join(', ')}`,
    holds: [many.statuses[200], ...others].every((times) => times === many.requests),
  };
}
