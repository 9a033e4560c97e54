// What is remembered of a planted mistake: in the cluster, so that it is known in every shell.
import { ProgramError } from '../libs/testbed/src/run.ts';
import { getObject, kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';

/** The mistake that is planted in a namespace. */
export interface PlantedMistake {
  readonly exercise: string;
  readonly mesh: ServiceMesh;
  /** The number of hints that were given. */
  readonly hints: number;
  /** The objects that the mistake or its repair changes, as they were before. */
  readonly before: readonly KubernetesObject[];
  /** The Deployments whose pods are replaced after each change. */
  readonly restarted: readonly string[];
  /** The objects that the mistake or its repair adds. */
  readonly added: readonly KubernetesObject[];
}

const NAME = 'planted-mistake';
const KEY = 'mistake.json';

/** The mistake that is planted in a namespace; undefined if there is none. */
export async function readPlantedMistake(namespace: string): Promise<PlantedMistake | undefined> {
  const found = await kubectl([
    'get',
    'configmap',
    NAME,
    `--namespace=${namespace}`,
    '--ignore-not-found',
    '--output=name',
  ]);
  if (found === '') return undefined;
  const { data } = await getObject<{ data: Record<string, string> }>('configmap', NAME, `--namespace=${namespace}`);
  return JSON.parse(data[KEY] ?? '') as PlantedMistake;
}

/** @throws Error if another mistake was recorded in the meantime */
export async function recordPlantedMistake(namespace: string, mistake: PlantedMistake): Promise<void> {
  try {
    await kubectl(['create', '--filename=-'], { input: JSON.stringify(configMapOf(namespace, mistake)) });
  } catch (error) {
    if (!(error instanceof ProgramError && error.stderr.includes('AlreadyExists'))) throw error;
    throw new Error(`Another mistake was planted in the namespace ${namespace} in the meantime.`, { cause: error });
  }
}

/** Remembers that one more hint was given. */
export async function recordHint(namespace: string, mistake: PlantedMistake): Promise<void> {
  const next = configMapOf(namespace, { ...mistake, hints: mistake.hints + 1 });
  await kubectl(['replace', '--filename=-'], { input: JSON.stringify(next) });
}

/** Forgets a mistake that was removed. */
export async function deletePlantedMistake(namespace: string): Promise<void> {
  await kubectl(['delete', 'configmap', NAME, `--namespace=${namespace}`, '--ignore-not-found']);
}

const configMapOf = (namespace: string, mistake: PlantedMistake) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: NAME, namespace, labels: { 'app.kubernetes.io/part-of': 'product-gateway' } },
  data: { [KEY]: JSON.stringify(mistake) },
});
