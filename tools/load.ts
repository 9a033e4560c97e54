// Sends a bounded load to the gateway, and reports its latencies, statuses and the share of each instance.
import { interruption } from '../libs/testbed/src/interruption.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import { reportText } from '../libs/testbed/src/load/report-text.ts';
import { runCommand } from '../libs/testbed/src/run-command.ts';
import { runLoad } from '../libs/testbed/src/load/run-load.ts';
import { planFrom, USAGE, type LoadPlan } from './load/arguments.ts';
import { startProgressBar } from './load/progress-bar.ts';

const INTERRUPTED = 130;

await runCommand({ read: planFrom, usage: USAGE, run: load });

async function load(plan: LoadPlan): Promise<number> {
  try {
    const report = await runWithProgress(plan, interruption());
    console.log(plan.json ? JSON.stringify(report, null, 2) : reportText(report, plan.rate));
    if (report.interrupted) return INTERRUPTED;
    return report.failed > 0 ? 1 : 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

async function runWithProgress(plan: LoadPlan, interrupt: AbortSignal): Promise<LoadReport> {
  using progress = startProgressBar(plan.count);
  return await runLoad({ ...plan, onProgress: (ended) => progress.show(ended) }, interrupt);
}
