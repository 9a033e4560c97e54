import type { Assertion } from '../../conformance/assertion.ts';
import { textOf, type Counts } from '../../conformance/call-counts.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { type Attempts, attemptsBetween } from '../../conformance/traffic.ts';
import type { ReservedPieces } from '../../libs/testbed/src/load/reserve-pieces.ts';

interface Observed {
  /** Reservations whose first response is lost. */
  readonly withoutKey: ReservedPieces;
  readonly withKey: ReservedPieces;
  /** The number of RPCs that reached inventory during all of these, by attempt. */
  readonly attempts: Attempts;
  /** Reservations whose responses are all lost. */
  readonly alwaysLost: ReservedPieces;
  /** The same with a key, which the client sends again without the fault. */
  readonly repeated: ReservedPieces;
  /** How many reservations each of the first two are. */
  readonly requests: number;
}

/** The only product with enough pieces (k8s/components/many-options). */
const productId = 10_000_001;
const FEW = 5;
/** A first attempt and two retries. */
const ATTEMPTS = 3;

/** Inventory carries the call out, and responds UNAVAILABLE all the same. */
const lost = (attempts: number) => ({ 'x-fault': `inventory=UNAVAILABLE;when=after;first=${attempts}` });
const FIRST_LOST = lost(1);
const ALL_LOST = lost(100);

export const scenario: Scenario<Observed> = {
  name: 'retries-on-writes',
  position: 190,
  description:
    'A retried reservation without a key takes the stock twice, and one with an idempotency key takes it once.',
  requests: 20,
  sample: 3,
  observe: async (traffic, requests) => {
    const before = await traffic.attempts('inventory');
    const withoutKey = await traffic.reserve({ productId, count: requests, headers: FIRST_LOST });
    const withKey = await traffic.reserve({ productId, count: requests, headers: FIRST_LOST, withKeys: true });
    const attempts = attemptsBetween(before, await traffic.attempts('inventory'));
    const alwaysLost = await traffic.reserve({ productId, count: FEW, headers: ALL_LOST });
    const repeated = await traffic.reserve({ productId, count: FEW, headers: ALL_LOST, withKeys: true, repeats: true });
    return { withoutKey, withKey, attempts, alwaysLost, repeated, requests };
  },
  expectations: ({ withoutKey, withKey, attempts, alwaysLost, repeated, requests }) => [
    assertReserved('every client without a key gets 201, and each has taken two pieces', withoutKey, {
      statuses: { 201: requests },
      replayed: 0,
      leftStock: 2 * requests,
    }),
    assertReserved('every client with a key gets 201 with the first response, and each has taken one piece', withKey, {
      statuses: { 201: requests },
      replayed: requests,
      leftStock: requests,
    }),
    assertSecondAttempts('inventory counts a second attempt of each reservation', attempts, 2 * requests),
    assertReserved(
      `every client whose responses are all lost gets 503, and each has taken ${ATTEMPTS} pieces`,
      alwaysLost,
      {
        statuses: { 503: FEW },
        replayed: 0,
        leftStock: ATTEMPTS * FEW,
      },
    ),
    assertRepeated(repeated),
  ],
  controlExpectations: ({ withoutKey, withKey, attempts, repeated, requests }) => [
    assertReserved('every client without a key gets 503, and each has taken one piece', withoutKey, {
      statuses: { 503: requests },
      replayed: 0,
      leftStock: requests,
    }),
    assertReserved('every client with a key gets 503, and each has taken one piece', withKey, {
      statuses: { 503: requests },
      replayed: 0,
      leftStock: requests,
    }),
    assertSecondAttempts('inventory counts no second attempt', attempts, 0),
    assertRepeated(repeated),
  ],
};

function assertReserved(expected: string, reserved: ReservedPieces, { statuses, ...rest }: ReservedPieces): Assertion {
  const { replayed, leftStock } = reserved;
  return {
    expected,
    observed: `${textOf(reserved.statuses)}, ${replayed} replayed; ${leftStock ?? 'unknown how many'} pieces are gone`,
    passed: isSame(reserved.statuses, statuses) && replayed === rest.replayed && leftStock === rest.leftStock,
  };
}

const isSame = (one: Counts, other: Counts): boolean => textOf(one) === textOf(other);

/** A client that sends a request again with its key is safe, whatever the mesh does. */
const assertRepeated = (repeated: ReservedPieces): Assertion =>
  assertReserved(
    'every client that sends its request again with its key gets 201, and each has taken one piece',
    repeated,
    {
      statuses: { 201: FEW, 503: FEW },
      replayed: FEW,
      leftStock: FEW,
    },
  );

/** The products that are read to count pieces take further first attempts. */
function assertSecondAttempts(expected: string, attempts: Attempts, second: number): Assertion {
  const { 1: _first, ...others } = attempts;
  const observed = Object.entries(others).filter(([, count]) => count > 0);
  const text = observed.map(([attempt, count]) => `${count} × attempt ${attempt}`).join(', ') || 'none';
  const isOnlySecond = observed.every(([attempt]) => attempt === '2');
  return { expected, observed: text, passed: isOnlySecond && (others['2'] ?? 0) === second };
}
