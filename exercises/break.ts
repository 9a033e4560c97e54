// `npm run break`: plants the mistake of an exercise in the running deployment.
import { interruption } from '../libs/testbed/src/interruption.ts';
import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { logProgress, runCommand } from '../libs/testbed/src/run-command.ts';
import { BREAK_USAGE, breakPlanFrom, type BreakPlan } from './arguments.ts';
import { exerciseNamed, EXERCISES } from './catalog.ts';
import { optionsFor, requireCluster, requireDeployment, requireMesh, UnusableError } from './exercise-context.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { startOf, type Exercise } from './exercise.ts';
import { gradeUntil, linesOf } from './grading.ts';
import { plantMistake, removeMistake } from './plant-mistake.ts';
import { readPlantedMistake } from './planted-mistake.ts';
import { applyStart, missingOfStart } from './start-state.ts';
import { deleteClients, trafficTo } from './traffic.ts';

const FAILED = 1;
const UNUSABLE = 2;
const HEALTHY_TIMEOUT_MS = 30_000;
const BROKEN_TIMEOUT_MS = 60_000;

await runCommand({
  read: (args) =>
    breakPlanFrom(
      args,
      EXERCISES.map(({ name }) => name),
    ),
  usage: BREAK_USAGE,
  run: (plan) => carryOut(plan).catch(unusable),
});

async function carryOut(plan: BreakPlan): Promise<number> {
  if (plan.action === 'list') {
    for (const { name, meshes, symptom } of EXERCISES) console.log(`${name} (${meshes.join(', ')}): ${symptom}`);
    return 0;
  }
  return plan.action === 'repair' ? await repair(plan.namespace) : await plant(plan);
}

async function repair(namespace: string): Promise<number> {
  requireCluster();
  const planted = await readPlantedMistake(namespace);
  if (!planted) throw new UnusableError(`No mistake is planted in the namespace ${namespace}.`);
  await removeMistake(namespace, planted);
  await deleteClients(namespace);
  console.log(`The deployment is as it was before ${planted.exercise}.`);
  return 0;
}

async function plant(plan: Extract<BreakPlan, { action: 'break' }>): Promise<number> {
  const { namespace } = plan;
  const exercise = exerciseNamed(plan.exercise);
  const options = optionsFor(namespace, NAMESPACE);
  const mesh = await meshFor(exercise, plan);
  const planted = await readPlantedMistake(namespace);
  if (planted) {
    throw new UnusableError(
      `The mistake of ${planted.exercise} is planted. \`npm run break -- --repair${options}\` restores the deployment.`,
    );
  }
  if (plan.start) {
    logProgress(`applying ${startOf(exercise, mesh)}`);
    await applyStart(exercise, namespace, mesh);
  }
  await requireStart(exercise, namespace, mesh, options);
  const traffic = trafficTo(namespace, mesh, interruption());
  logProgress('sending traffic to the healthy deployment');
  const before = await gradeUntil(exercise, traffic, 'healthy', HEALTHY_TIMEOUT_MS);
  if (before.health === 'broken') {
    throw new UnusableError(['The deployment is unhealthy without any mistake:', ...linesOf(before)].join('\n'));
  }
  logProgress('applying the change');
  await plantMistake(exercise, namespace, mesh);
  const after = await gradeUntil(exercise, traffic, 'broken', BROKEN_TIMEOUT_MS);
  if (after.health === 'healthy') {
    console.error(`The mistake has no effect on traffic. \`npm run break -- --repair${options}\` removes it.`);
    return FAILED;
  }
  console.log(exercise.change);
  console.log(`What users report: ${exercise.symptom}`);
  console.log(`Find the mistake and repair it. A hint:  npm run grade -- ${exercise.name} --hint${options}`);
  console.log(`Then:  npm run grade -- ${exercise.name}${options}`);
  return 0;
}

/** With --start there need not be a deployment yet, but its mesh has to be named. */
async function meshFor(
  exercise: Exercise,
  { namespace, mesh, start }: Extract<BreakPlan, { action: 'break' }>,
): Promise<ServiceMesh> {
  if (!start || mesh === undefined) return await requireDeployment(exercise, namespace, mesh);
  requireCluster();
  requireMesh(exercise, mesh);
  return mesh;
}

async function requireStart(exercise: Exercise, namespace: string, mesh: ServiceMesh, options: string) {
  const missing = await missingOfStart(exercise, namespace, mesh);
  if (missing.length === 0) return;
  const command = `npm run break -- ${exercise.name} --start --mesh ${mesh}${options}`;
  throw new UnusableError(
    [
      `${exercise.name} starts with ${startOf(exercise, mesh)}, which the namespace ${namespace} does not have:`,
      ...missing.map((line) => `  ${line}`),
      `\`${command}\` applies it first.`,
    ].join('\n'),
  );
}

function unusable(error: unknown): number {
  console.error((error as Error).message);
  return UNUSABLE;
}
