// Sends a bounded load to the gateway, and reports its latencies, statuses and the share of each instance.
import { interruption } from '../libs/testbed/src/interruption.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import {
  addsUp,
  hasFailures,
  reservationText,
  type ReservationReport,
} from '../libs/testbed/src/load/reservation-report.ts';
import { reportText } from '../libs/testbed/src/load/report-text.ts';
import { runCommand } from '../libs/testbed/src/run-command.ts';
import { runLoad } from '../libs/testbed/src/load/run-load.ts';
import { startReservations } from '../libs/testbed/src/load/run-reservations.ts';
import { planFrom, USAGE, type LoadPlan } from './load/arguments.ts';
import { startProgressBar } from './load/progress-bar.ts';
import { watchStreams } from './load/streams.ts';

const INTERRUPTED = 130;

await runCommand({ read: planFrom, usage: USAGE, run: load });

async function load(plan: LoadPlan): Promise<number> {
  try {
    if (plan.streams !== undefined) return await watchStreams({ ...plan, streams: plan.streams }, interruption());
    const { reservations, ...report } = await runWithReservations(plan, interruption());
    if (plan.json) console.log(JSON.stringify({ ...report, ...(reservations && { reservations }) }, null, 2));
    else {
      console.log(reportText(report, plan.rate));
      if (reservations) console.log(`\n${reservationText(reservations)}`);
    }
    if (report.interrupted) return INTERRUPTED;
    const isGood = !reservations || (addsUp(reservations) && !hasFailures(reservations));
    return report.failed === 0 && isGood ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

/** Runs the load, and reservations for as long as it lasts. */
async function runWithReservations(
  plan: LoadPlan,
  interrupt: AbortSignal,
): Promise<LoadReport & { readonly reservations?: ReservationReport }> {
  if (plan.reservations === undefined) return runWithProgress(plan, interrupt);
  const { origin } = typeof plan.url === 'function' ? plan.url() : plan.url;
  const { concurrency, headers } = plan;
  await using reservations = await startReservations(
    { origin, rate: plan.reservations, concurrency, headers },
    interrupt,
  );
  const report = await runWithProgress(plan, interrupt);
  return { ...report, reservations: await reservations.stop() };
}

async function runWithProgress(plan: LoadPlan, interrupt: AbortSignal): Promise<LoadReport> {
  using progress = startProgressBar(plan.count);
  return await runLoad({ ...plan, onProgress: (ended) => progress.show(ended) }, interrupt);
}
