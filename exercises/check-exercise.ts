import { build } from '../libs/testbed/src/cluster/kustomize.ts';
import type { ClusterTestbed } from '../libs/testbed/src/cluster/cluster-testbed.ts';
import { manifestOfExercise } from './catalog.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { startOf, type Exercise } from './exercise.ts';
import { gradeUntil, type Grade } from './grading.ts';
import { meshStatus } from './mesh-status.ts';
import { applyRepair, plantMistake, removeMistake } from './plant-mistake.ts';
import { readPlantedMistake } from './planted-mistake.ts';
import { isProven, phaseReportOf, type PhaseReport, type Proof, type REQUIRED } from './report.ts';
import type { Traffic } from './traffic.ts';

/** How long configuration takes to reach all proxies, on a machine that does other things as well. */
const PROPAGATION_TIMEOUT_MS = 45_000;
/** How long a broken deployment has to stay broken, as long as `npm run grade` waits for a repair. */
const STAYS_BROKEN_MS = 10_000;

/** Proves an exercise three ways on a deployment, which has the start state afterwards. */
export async function checkExercise(
  exercise: Exercise,
  mesh: ServiceMesh,
  testbed: Pick<ClusterTestbed, 'apply' | 'namespace'>,
  traffic: Traffic,
  onProgress: (progress: string) => void,
): Promise<Proof> {
  const { namespace } = testbed;
  const startedAt = new Date().toISOString();
  const started = performance.now();
  onProgress(`${exercise.name}: applying ${startOf(exercise, mesh)}`);
  await testbed.apply(await build(startOf(exercise, mesh)));
  const phase = async (name: keyof typeof REQUIRED, grade: Grade): Promise<PhaseReport> => {
    onProgress(`${exercise.name}: ${name} graded ${grade.health}`);
    return phaseReportOf(grade, await meshStatus(manifestOfExercise(exercise, 'mistake'), namespace, mesh));
  };
  const gradeWithin = (timeoutMs: number) => gradeUntil(exercise, traffic, 'healthy', timeoutMs);
  const untouched = await phase('untouched', await gradeWithin(PROPAGATION_TIMEOUT_MS));
  await plantMistake(exercise, namespace, mesh);
  try {
    await gradeUntil(exercise, traffic, 'broken', PROPAGATION_TIMEOUT_MS);
    const broken = await phase('broken', await gradeWithin(STAYS_BROKEN_MS));
    await applyRepair(exercise, namespace);
    const repaired = await phase('repaired', await gradeWithin(PROPAGATION_TIMEOUT_MS));
    const phases = { untouched, broken, repaired };
    const seconds = Math.round((performance.now() - started) / 1000);
    return { exercise: exercise.name, startedAt, seconds, proven: isProven(phases), ...phases };
  } finally {
    const planted = await readPlantedMistake(namespace);
    if (planted) await removeMistake(namespace, planted);
  }
}
