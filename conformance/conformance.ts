// `npm run conformance`: runs the scenarios on a live cluster and reports what was observed.
import { interruption } from '../libs/testbed/src/interruption.ts';
import { runCommand } from '../libs/testbed/src/run-command.ts';
import { planFrom, USAGE, type ConformancePlan } from './arguments.ts';
import { SCENARIOS } from './catalog.ts';
import { whatIsMissingFor } from '../libs/testbed/src/cluster/mesh.ts';
import { tableOf } from './report-text.ts';
import { isAsRequired, writeReport, type ConformanceReport } from './report.ts';
import { runConformance } from './run-conformance.ts';

const FAILED = 1;
const UNUSABLE = 2;
const INTERRUPTED = 130;

await runCommand({ read: (args) => planFrom(args, SCENARIOS), usage: USAGE, run: runScenarios });

async function runScenarios(plan: ConformancePlan): Promise<number> {
  const missing = whatIsMissingFor(plan.mesh, plan.namespace);
  if (missing !== undefined) {
    console.error(missing);
    return UNUSABLE;
  }
  const interrupted = interruption();
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0).padStart(4);
  const onProgress = (progress: string) => console.error(`${seconds()} s  ${progress}`);
  let report: ConformanceReport;
  try {
    report = await runConformance(plan, { interrupted, onProgress });
  } catch (error) {
    if (interrupted.aborted) return INTERRUPTED;
    console.error((error as Error).message);
    return FAILED;
  }
  console.log(tableOf(report));
  if (plan.reportFolder !== undefined) console.log(`report: ${writeReport(report, plan.reportFolder)}`);
  if (interrupted.aborted) return INTERRUPTED;
  return report.outcomes.every((outcome) => isAsRequired(report, outcome)) ? 0 : FAILED;
}
