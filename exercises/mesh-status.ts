// What Kubernetes and the mesh report of the objects of a mistake, to compare with what traffic shows.
import { spawnSync } from 'node:child_process';

import { nameOf, type KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { ProgramError, run } from '../libs/testbed/src/run.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { readObjects } from './live-objects.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

interface WithStatus extends KubernetesObject {
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly parents?: readonly { readonly conditions?: readonly Condition[] }[];
  };
}

/** The lines that report no problem. */
const WITHOUT_PROBLEM =
  /(: accepted by the API server, without a status|: no error and no warning|: (\w+ True(, )?)+)$/;

/** The lines of `meshStatus` that report a problem. */
export const problemsIn = (status: readonly string[]): string[] => status.filter((line) => !WITHOUT_PROBLEM.test(line));

/** A line for each object and each message of the mesh's analysis. */
export async function meshStatus(
  objects: readonly KubernetesObject[],
  namespace: string,
  mesh: ServiceMesh,
): Promise<string[]> {
  const [live, analysis] = await Promise.all([
    readObjects(namespace, objects),
    mesh === 'istio' ? istioAnalysis(namespace) : [],
  ]);
  return [...live.map(conditionsOf), ...analysis];
}

/** The conditions of an object, those of several controllers and parents once, such as `GRPCRoute/price: Accepted True, ResolvedRefs False (BackendNotFound)`. */
export function conditionsOf(object: KubernetesObject): string {
  const { conditions = [], parents = [] } = (object as WithStatus).status ?? {};
  const all = [...conditions, ...parents.flatMap((parent) => parent.conditions ?? [])];
  const texts = all.map(({ type, status, reason }) =>
    status === 'True' || reason === undefined ? `${type} ${status}` : `${type} ${status} (${reason})`,
  );
  return `${nameOf(object)}: ${[...new Set(texts)].join(', ') || 'accepted by the API server, without a status'}`;
}

/** The messages of `istioctl analyze`, whose exit code is not 0 if there are errors among them. */
async function istioAnalysis(namespace: string): Promise<string[]> {
  if (spawnSync('istioctl', ['version', '--remote=false']).status !== 0)
    return ['istioctl analyze: istioctl is not on PATH'];
  const output = await run('istioctl', ['analyze', `--namespace=${namespace}`]).catch((error: unknown) => {
    if (error instanceof ProgramError) return error.stdout;
    throw error;
  });
  return messagesOf(output).map((message) => `istioctl analyze: ${message}`);
}

/** A Gateway gets this reason in every cluster without a load balancer, where its Service works all the same. */
const WITHOUT_LOAD_BALANCER = 'reason=AddressNotAssigned';

/** The errors and warnings in the output of `istioctl analyze`. */
export function messagesOf(output: string): string[] {
  const messages = output
    .split('\n')
    .filter((line) => /^(Error|Warning) \[IST\d+\]/.test(line) && !line.includes(WITHOUT_LOAD_BALANCER));
  return messages.length > 0 ? messages : ['no error and no warning'];
}
