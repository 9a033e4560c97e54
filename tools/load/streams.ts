import { setTimeout as sleep } from 'node:timers/promises';

import { addsUp, hasFailures, reservationText } from '../../libs/testbed/src/load/reservation-report.ts';
import { startReservations } from '../../libs/testbed/src/load/run-reservations.ts';
import { startStreams } from '../../libs/testbed/src/load/run-streams.ts';
import { isComplete, streamText } from '../../libs/testbed/src/load/stream-report.ts';
import type { LoadPlan } from './arguments.ts';

const INTERRUPTED = 130;

/** Watches streams, reserves stock meanwhile if the plan says so, prints the report, and returns the exit code. */
export async function watchStreams(
  plan: LoadPlan & { readonly streams: number },
  interrupt: AbortSignal,
): Promise<number> {
  const { streams, seconds, reservations: rate, concurrency, headers, json } = plan;
  const { origin } = typeof plan.url === 'function' ? plan.url() : plan.url;
  await using watching = await startStreams({ origin, streams, headers }, interrupt);
  await using reserving =
    rate === undefined ? undefined : await startReservations({ origin, rate, concurrency, headers }, interrupt);
  await sleep(seconds * 1000, undefined, { signal: interrupt }).catch(() => undefined);
  const reservations = await reserving?.stop();
  const report = await watching.stop();
  if (json) console.log(JSON.stringify({ ...report, ...(reservations && { reservations }) }, null, 2));
  else {
    console.log(streamText(report));
    if (reservations) console.log(`\n${reservationText(reservations)}`);
  }
  if (interrupt.aborted) return INTERRUPTED;
  const isGood = !reservations || (addsUp(reservations) && !hasFailures(reservations));
  return isComplete(report) && isGood ? 0 : 1;
}
