// `npm run lessons:check`: runs the commands of the lessons on a live cluster and compares their outputs with the pages.
import { join } from 'node:path';

import { SCENARIOS } from '../conformance/catalog.ts';
import { MESHES, whatIsMissingFor } from '../libs/testbed/src/cluster/mesh.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { runCommand } from '../libs/testbed/src/run-command.ts';
import { lessonOf, planFrom, USAGE, type LessonsPlan } from './arguments.ts';
import { checkPage } from './check-page.ts';
import { meshesOfLesson, readLessonPage } from './lesson-page.ts';
import { updatePage } from './update-page.ts';

const FAILED = 1;
const UNUSABLE = 2;
const INTERRUPTED = 130;

const names = SCENARIOS.map(({ name }) => name);

await runCommand({ read: (args) => planFrom(args, names), usage: USAGE, run: checkLessons });

async function checkLessons(plan: LessonsPlan): Promise<number> {
  const missing = whatIsMissingFor(plan.mesh);
  if (missing !== undefined) {
    console.error(missing);
    return UNUSABLE;
  }
  const signal = interruption();
  const failed: string[] = [];
  for (const path of plan.pages) {
    if (signal.aborted) return INTERRUPTED;
    const scenario = names.find((name) => lessonOf(name) === path);
    if (scenario !== undefined && !meshesOfLesson(scenario).includes(plan.mesh)) {
      console.log(`not run   ${path}: it has no commands for ${MESHES[plan.mesh].title}`);
      continue;
    }
    if (!(await agrees(path, plan, signal))) failed.push(path);
  }
  if (signal.aborted) return INTERRUPTED;
  if (failed.length === 0) console.log('All outputs agree.');
  else console.log(`${failed.length} of ${plan.pages.length} pages failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : FAILED;
}

/** Runs a page until its outputs agree, but not more often than it may be, and prints what differed in each attempt. */
async function agrees(path: string, plan: LessonsPlan, signal: AbortSignal): Promise<boolean> {
  for (let attempt = 1; attempt <= plan.attempts && !signal.aborted; attempt += 1) {
    const failures = await checkOne(path, plan, signal);
    for (const failure of failures) console.log(`\n${failure}\n`);
    if (failures.length === 0) return true;
  }
  return false;
}

/** Checks a page and prints one line about it. */
async function checkOne(
  path: string,
  { mesh, isUpdate }: LessonsPlan,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const page = readLessonPage(path);
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s`;
  const { failures, otherOutputs } = await checkPage(page, {
    mesh,
    cwd: join(import.meta.dirname, '..'),
    signal,
    onStep: ({ line, commands }) => console.error(`${seconds()}  ${path}:${line}  ${commands.split('\n', 1)[0]}`),
  });
  const isUpdated = isUpdate && otherOutputs.length === failures.length && failures.length > 0;
  const left = isUpdate ? updatePage(path, otherOutputs) : [];
  const remaining = isUpdated && left.length === 0 ? [] : failures;
  console.log(`${remaining.length > 0 ? 'failed' : isUpdated ? 'updated' : 'passed'}    ${path}, ${seconds().trim()}`);
  return remaining;
}
