// `npm run grade`: judges the deployment by traffic and explains the mistake of an exercise.
import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { runCommand } from '../libs/testbed/src/run-command.ts';
import { GRADE_USAGE, gradePlanFrom, type GradePlan } from './arguments.ts';
import { exerciseNamed, EXERCISES, manifestOfExercise } from './catalog.ts';
import { optionsFor, requireCluster, requireDeployment, UnusableError } from './exercise-context.ts';
import type { Exercise } from './exercise.ts';
import { gradeText } from './grade-text.ts';
import { gradeUntil } from './grading.ts';
import { meshStatus } from './mesh-status.ts';
import { readPlantedMistake, recordHint } from './planted-mistake.ts';
import { trafficTo } from './traffic.ts';

const BROKEN = 1;
const UNUSABLE = 2;
/** How long configuration takes to reach all proxies. */
const TIMEOUT_MS = 10_000;

await runCommand({
  read: (args) =>
    gradePlanFrom(
      args,
      EXERCISES.map(({ name }) => name),
    ),
  usage: GRADE_USAGE,
  run: async (plan) => {
    const exercise = exerciseNamed(plan.exercise);
    try {
      return plan.hint ? await hint(exercise, plan.namespace) : await grade(exercise, plan);
    } catch (error) {
      console.error((error as Error).message);
      return UNUSABLE;
    }
  },
});

async function hint({ name, hints }: Exercise, namespace: string): Promise<number> {
  requireCluster();
  const planted = await readPlantedMistake(namespace);
  if (planted?.exercise !== name) throw new UnusableError(`The mistake of ${name} is not planted in ${namespace}.`);
  const text = hints[planted.hints];
  if (text === undefined) {
    console.log(
      `There is no further hint. \`npm run grade -- ${name}${optionsFor(namespace, NAMESPACE)}\` explains it.`,
    );
    return 0;
  }
  console.log(`Hint ${planted.hints + 1} of ${hints.length}: ${text}`);
  await recordHint(namespace, planted);
  return 0;
}

async function grade(exercise: Exercise, { namespace, ...plan }: GradePlan): Promise<number> {
  const mesh = await requireDeployment(exercise, namespace, plan.mesh);
  const planted = await readPlantedMistake(namespace);
  if (planted && planted.exercise !== exercise.name) {
    throw new UnusableError(`The mistake of ${planted.exercise} is planted, not that of ${exercise.name}.`);
  }
  const [result, status] = await Promise.all([
    gradeUntil(exercise, trafficTo(namespace, mesh, interruption()), 'healthy', TIMEOUT_MS),
    meshStatus(manifestOfExercise(exercise, 'mistake'), namespace, mesh),
  ]);
  console.log(gradeText(exercise, result, status, planted));
  if (result.health === 'broken') return BROKEN;
  if (planted)
    console.log(`Restore the start state with:  npm run break -- --repair${optionsFor(namespace, NAMESPACE)}`);
  return 0;
}
