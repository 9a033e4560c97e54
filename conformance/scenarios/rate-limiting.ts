import { setTimeout } from 'node:timers/promises';

import type { LoadReport } from '../../scripts/load/load-report.ts';
import { claimWhole, type Claim } from '../claim.ts';
import type { Scenario } from '../scenario.ts';
import { statusesOf, textOf } from '../statuses.ts';

interface Observed {
  /** Five requests a second. */
  readonly few: LoadReport;
  /** A hundred. */
  readonly many: LoadReport;
}

/** Calls that price's pod takes a second, and at once after as long a pause: a bucket of tokens. */
const LIMIT = 30;
const BUCKET_IS_FULL_AFTER_MS = 1000;

export const rateLimiting: Scenario<Observed> = {
  name: 'rate-limiting',
  lesson: 'price takes 30 calls a second: the mesh refuses what is more, and nothing else suffers.',
  pods: {},
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    // A sample before has emptied it.
    await setTimeout(BUCKET_IS_FULL_AFTER_MS);
    const few = await traffic.load(15, { requestsPerSecond: 5 });
    return { few, many: await traffic.load(requests) };
  },
  verdict: ({ few, many }) => [
    { ...claimWhole(few), claim: 'at 5 requests a second every request gets the whole product' },
    claimTaken(many),
    claimOthers(many),
  ],
  opposite: ({ many }) => [
    { ...claimWhole(many), claim: 'at 100 requests a second every request gets the whole product' },
  ],
};

/** That price gets what the bucket had and got meanwhile, and the rest is refused. */
function claimTaken(many: LoadReport): Claim {
  const atMost = Math.floor(LIMIT * (1 + many.seconds));
  const statuses = statusesOf(many, 'price');
  const { OK: taken = 0, RESOURCE_EXHAUSTED: refused = 0 } = statuses;
  return {
    claim: `at 100 a second price takes at least ${LIMIT} calls and at most ${LIMIT} and ${LIMIT} a second, and the rest is refused`,
    seen: `${textOf(statuses)} in ${many.seconds.toFixed(1)} s, so at most ${atMost}`,
    holds: taken >= LIMIT && taken <= atMost && refused > 0 && taken + refused === many.requests,
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
