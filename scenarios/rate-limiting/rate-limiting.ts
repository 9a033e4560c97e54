import { setTimeout } from 'node:timers/promises';

import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete, type Assertion } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { statusesOf, textOf } from '../../conformance/call-counts.ts';
import { attemptsBetween, totalOf } from '../../conformance/traffic.ts';

interface Observed {
  /** A load of five requests a second. */
  readonly few: LoadReport;
  /** A load of a hundred requests a second. */
  readonly many: LoadReport;
  /** The number of RPCs of the second load that reached price. */
  readonly reached: number;
}

/** Calls a second to the pod of price; a token bucket of the same size admits as many at once. */
const LIMIT = 30;
const REFILL_MS = 1000;
/** The share of the full seconds of a load whose tokens it surely uses: the bucket is not full when it begins. */
const REFILLED = 0.8;

export const scenario: Scenario<Observed> = {
  name: 'rate-limiting',
  position: 120,
  description:
    'price gets at most 30 calls a second: the mesh refuses the others, and the other backends are unaffected.',
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    // The sample before has emptied the token bucket.
    await setTimeout(REFILL_MS);
    const few = await traffic.load(15, { requestsPerSecond: 5 });
    const before = await traffic.attempts('price');
    const many = await traffic.load(requests);
    const attempts = attemptsBetween(before, await traffic.attempts('price'));
    return { few, many, reached: totalOf(attempts) };
  },
  expectations: ({ few, many, reached }) => [
    assertComplete(few, 'at 5 requests a second every request gets the complete product'),
    assertAdmitted(many),
    assertRefused(many, reached),
    assertOthers(many),
  ],
  controlExpectations: ({ many }) => [
    assertComplete(many, 'at 100 requests a second every request gets the complete product'),
  ],
};

function assertAdmitted(many: LoadReport): Assertion {
  const { OK: admitted = 0 } = statusesOf(many, 'price');
  const atMost = Math.floor(LIMIT * (1 + many.seconds));
  const atLeast = Math.floor(LIMIT * (1 + REFILLED * Math.floor(many.seconds)));
  return {
    expected: `at 100 a second price serves at most ${LIMIT} calls plus ${LIMIT} a second, and at least ${LIMIT} plus 80 % of that`,
    observed: `${admitted} in ${many.seconds.toFixed(1)} s, so ${atLeast} to ${atMost}`,
    passed: admitted >= atLeast && admitted <= atMost,
  };
}

/**
 * Some refusals of Linkerd are INTERNAL: the grpc-status is in a HEADERS frame without END_STREAM, and an empty DATA frame or
 * RST_STREAM ends the stream. gRPC has the status of such a response in its trailers, which it lacks, so that grpc-js and the
 * http2 transport of the gateway both report INTERNAL. With END_STREAM, both report the status, even before RST_STREAM.
 */
function assertRefused(many: LoadReport, reached: number): Assertion {
  const { OK: admitted = 0, ...refused } = statusesOf(many, 'price');
  const { RESOURCE_EXHAUSTED: exhausted = 0, INTERNAL: internal = 0 } = refused;
  return {
    expected: 'the other calls are refused, most with RESOURCE_EXHAUSTED, and do not reach price',
    observed: `${textOf(refused)}; ${reached} of ${many.requests} reached price`,
    passed: exhausted > internal && admitted + exhausted + internal === many.requests && reached === admitted,
  };
}

function assertOthers(many: LoadReport): Assertion {
  const others = ['base-product', 'inventory', 'reviews'].map((service) => statusesOf(many, service)['OK'] ?? 0);
  return {
    expected: 'every request gets status 200 with all parts but the price',
    observed: `${textOf(many.statuses)}; OK of base-product, inventory and reviews: ${others.join(', ')}`,
    passed: [many.statuses[200], ...others].every((times) => times === many.requests),
  };
}
