// Tries the scenarios on a live cluster, and reports what they showed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { whatIsMissing } from '../libs/testbed/src/cluster/cluster.ts';
import { planFrom, USAGE, type ConformancePlan } from './arguments.ts';
import { SCENARIOS } from './catalog.ts';
import { MESHES } from './mesh.ts';
import { markdownOf, tableOf } from './report-text.ts';
import { isAsItMust, type ConformanceReport } from './report.ts';
import { runConformance } from './run-conformance.ts';

const FAILED = 1;
const UNUSABLE = 2;
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let plan: ConformancePlan | undefined;
  try {
    plan = planFrom(
      args,
      SCENARIOS.map(({ name }) => name),
    );
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return UNUSABLE;
  }
  if (!plan) {
    console.log(USAGE);
    return 0;
  }
  const missing = whatIsMissing() ?? (MESHES[plan.mesh].isThere() ? undefined : `the cluster has no ${plan.mesh}.`);
  if (missing !== undefined) {
    console.error(missing);
    return UNUSABLE;
  }
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0).padStart(4);
  const tell = (progress: string) => console.error(`${seconds()} s  ${progress}`);
  let report: ConformanceReport;
  try {
    report = await runConformance(plan, { interrupt: interrupt.signal, tell });
  } catch (error) {
    if (interrupt.signal.aborted) return INTERRUPTED;
    console.error((error as Error).message);
    return FAILED;
  }
  console.log(tableOf(report));
  if (plan.reportFolder !== undefined) write(report, plan.reportFolder);
  if (interrupt.signal.aborted) return INTERRUPTED;
  return report.outcomes.every((outcome) => isAsItMust(report, outcome)) ? 0 : FAILED;
}

function write(report: ConformanceReport, folder: string): void {
  const name = join(folder, `${report.mesh}-${report.startedAt.slice(0, 19).replaceAll(':', '')}Z`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${name}.md`, markdownOf(report));
  console.log(`reports: ${name}.json, ${name}.md`);
}
