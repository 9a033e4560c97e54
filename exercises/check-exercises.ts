// `npm run exercises:check`: proves on a cluster that each exercise is graded right, untouched, broken and repaired.
import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { startClusterTestbed } from '../libs/testbed/src/cluster/cluster-testbed.ts';
import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import { MESHES, whatIsMissingFor } from '../libs/testbed/src/cluster/mesh.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { logProgress, runCommand } from '../libs/testbed/src/run-command.ts';
import { textTable } from '../libs/markdown/src/text-table.ts';
import { CHECK_USAGE, checkPlanFrom, type CheckPlan } from './arguments.ts';
import { exerciseNamed, EXERCISES } from './catalog.ts';
import { checkExercise } from './check-exercise.ts';
import { optionsFor, UnusableError } from './exercise-context.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { startOf } from './exercise.ts';
import { writeReport, type Proof } from './report.ts';
import { deleteClients, trafficTo } from './traffic.ts';

const FAILED = 1;
const UNUSABLE = 2;
const INTERRUPTED = 130;

await runCommand({
  read: (args) => checkPlanFrom(args, EXERCISES),
  usage: CHECK_USAGE,
  run: async (plan) => {
    const interrupted = interruption();
    try {
      requireEmptyNamespace(plan);
      return await checkAll(plan, interrupted);
    } catch (error) {
      if (interrupted.aborted) return INTERRUPTED;
      console.error((error as Error).message);
      return error instanceof UnusableError ? UNUSABLE : FAILED;
    }
  },
});

function requireEmptyNamespace({ mesh, namespace }: CheckPlan): void {
  const missing = whatIsMissingFor(mesh, namespace);
  if (missing !== undefined) throw new UnusableError(missing);
}

async function checkAll(plan: CheckPlan, interrupted: AbortSignal): Promise<number> {
  const { mesh, namespace } = plan;
  // Exercises with the same start state follow each other, since a change of it takes longest.
  const exercises = plan.exercises
    .map((name) => exerciseNamed(name))
    .toSorted((a, b) => startOf(a, mesh).localeCompare(startOf(b, mesh)));
  const proofs: Proof[] = [];
  const failures: string[] = [];
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => deleteClients(namespace));
  const testbed = cleanup.use(await startClusterTestbed({ namespace, signal: interrupted }));
  const traffic = trafficTo(namespace, mesh, interrupted);
  for (const exercise of exercises) {
    try {
      const proof = await checkExercise(exercise, mesh, testbed, traffic, logProgress);
      proofs.push(proof);
      if (plan.reportFolder === undefined) continue;
      // Written at once, so that an interrupted run keeps what it has proven.
      const file = writeReport(
        { mesh, versions: await versionsOf(mesh, namespace), proofs: [proof] },
        plan.reportFolder,
      );
      logProgress(`${exercise.name}: written to ${file}`);
    } catch (error) {
      if (interrupted.aborted) throw error;
      failures.push(`${exercise.name}: ${(error as Error).message}`);
    }
  }
  printTable(proofs, plan);
  for (const failure of failures) console.error(failure);
  return failures.length === 0 && proofs.every(({ proven }) => proven) ? 0 : FAILED;
}

async function versionsOf(mesh: ServiceMesh, namespace: string): Promise<Record<string, string>> {
  const { serverVersion } = JSON.parse(await kubectl(['version', '--output=json'])) as {
    serverVersion: { gitVersion: string };
  };
  return { kubernetes: serverVersion.gitVersion, ...(await MESHES[mesh].versions(namespace)) };
}

function printTable(proofs: readonly Proof[], { mesh, namespace }: CheckPlan): void {
  const rows = proofs.map(({ exercise, untouched, broken, repaired, proven, seconds }) => [
    exercise,
    untouched.health,
    broken.health,
    repaired.health,
    proven ? 'proven' : 'NOT PROVEN',
    `${seconds} s`,
  ]);
  console.log(textTable([['exercise', 'untouched', 'broken', 'repaired', '', 'time'], ...rows]));
  for (const proof of proofs.filter(({ proven }) => !proven)) {
    console.log(JSON.stringify(proof, null, 2));
    const options = `--mesh ${mesh} --exercise ${proof.exercise}${optionsFor(namespace, NAMESPACE)}`;
    console.log(`Again: npm run exercises:check -- ${options}`);
  }
}
