// Sends a bounded load to the gateway, and reports how it was answered and by which instances.
import { planFrom, USAGE, type LoadPlan } from './load/arguments.ts';
import { reportText } from './load/report-text.ts';
import { runLoad } from '../libs/testbed/src/load/run-load.ts';

const BAD_OPTION = 2;
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let plan: LoadPlan | undefined;
  try {
    plan = planFrom(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return BAD_OPTION;
  }
  if (!plan) {
    console.log(USAGE);
    return 0;
  }
  const interrupt = new AbortController();
  process.on('SIGINT', () => interrupt.abort());
  try {
    const report = await runLoad(plan, interrupt.signal);
    console.log(plan.json ? JSON.stringify(report, null, 2) : reportText(report));
    if (report.interrupted) return INTERRUPTED;
    return report.failed > 0 ? 1 : 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}
