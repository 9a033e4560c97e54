import type { ClientPod } from '../../libs/testbed/src/cluster/client-pod.ts';
import type { ClusterTestbed } from '../../libs/testbed/src/cluster/cluster-testbed.ts';
import type { ReservationReport } from '../../libs/testbed/src/load/reservation-report.ts';
import type { StreamReport } from '../../libs/testbed/src/load/stream-report.ts';
import { until } from '../../libs/testbed/src/until.ts';
import { podsOfAll, restartAll } from './disturb-pods.ts';
import { countReservations, type StoredReservations } from './stored-reservations.ts';

export const STREAMS = 200;
export const RESERVATIONS_PER_SECOND = 50;

/** The time for viewers to have connected again, and for the gateway to have opened their streams of inventory again. */
const REOPENED = { timeoutMs: 60_000, intervalMs: 500, what: 'new pods serve each stream' };

/** What viewers and buyers saw of a rollout, and what is in the database after it. */
export interface RolloutUnderStreams {
  readonly streams: StreamReport;
  readonly reservations: ReservationReport;
  readonly stored: StoredReservations;
}

/**
 * Replaces the pods of all five services while streams of stock are open and stock is reserved. A viewer whose response ends
 * connects again with its Last-Event-ID; a reservation without a definite response is sent again with its Idempotency-Key.
 *
 * @param origin at which the client reaches the gateway
 */
export async function rollUnderStreams(
  testbed: ClusterTestbed,
  client: ClientPod,
  origin: string,
): Promise<RolloutUnderStreams> {
  await using open = await client.openStreams({ origin, streams: STREAMS, reservations: RESERVATIONS_PER_SECOND });
  const old = await podsOfAll(testbed);
  await restartAll(testbed);
  const areReopened = () =>
    (['gateway', 'inventory'] as const).every((service) =>
      open.instances(service).every((pod) => pod !== null && !old.includes(pod)),
    );
  await until(areReopened, REOPENED);
  const { streams, reservations } = await open.stop();
  if (!reservations) throw new Error('There is no report of the reservations.');
  return { streams, reservations, stored: await countReservations(testbed.namespace) };
}

/** The results on one line. */
export function textOfRollout({ streams, reservations, stored }: RolloutUnderStreams): string {
  const { changes, lost, repeated, reordered, restarts, reconnects, reopened, longestGapMs } = streams;
  const { wanted, acknowledged, uncertain, leftStock, repeated: sentAgain, replayed } = reservations;
  const failures = (...counts: Readonly<Record<string, number>>[]) =>
    counts
      .flatMap((each) => Object.entries(each))
      .map(([name, times]) => `, ${times} × ${name}`)
      .join('');
  const { 201: _reserved, ...failed } = reservations.statuses;
  return [
    `in ${streams.seconds.toFixed(0)} s of ${changes} changes ${lost} lost, ${repeated} repeated, ${reordered} reordered, ${restarts} times the whole stock again`,
    `${reconnects} reconnects of viewers${failures(streams.refused, streams.connectionErrors)}`,
    `${reopened} streams of inventory reopened, longest gap ${(longestGapMs / 1000).toFixed(1)} s`,
    `of ${wanted} reservations ${acknowledged} acknowledged, ${uncertain} uncertain`,
    `${sentAgain} requests sent again${failures(failed, reservations.connectionErrors)}, ${replayed} responses replayed`,
    `${leftStock} pieces left the stock, ${stored.reservations} reservations of ${stored.keys} keys stored`,
  ].join('; ');
}
