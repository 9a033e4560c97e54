import { isFound, whyUnreachable } from '../libs/testbed/src/cluster/cluster.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { meshOfNamespace } from './exercise-mesh.ts';
import type { Exercise } from './exercise.ts';

/** A cluster or deployment that an exercise cannot use; the message says why and what to do. */
export class UnusableError extends Error {
  override readonly name = 'UnusableError';
}

/** @throws UnusableError if kubectl reaches no cluster */
export function requireCluster(): void {
  const unreachable = whyUnreachable();
  if (unreachable !== undefined) throw new UnusableError(unreachable);
}

/**
 * The mesh of the deployment in a namespace.
 *
 * @param given the mesh that the command line names
 * @throws UnusableError if there is no deployment, no mesh, or one that the exercise is not for
 */
export async function requireDeployment(
  exercise: Exercise,
  namespace: string,
  given: ServiceMesh | undefined,
): Promise<ServiceMesh> {
  requireCluster();
  if (!isFound('deployments', `--namespace=${namespace}`, '--selector=app=gateway')) {
    throw new UnusableError(
      `The namespace ${namespace} has no deployment of the five services. --namespace names another one, and \`npm run break -- ${exercise.name} --start --mesh ${exercise.meshes[0]}\` starts it.`,
    );
  }
  const mesh = given ?? (await meshOfNamespace(namespace));
  if (!mesh) {
    throw new UnusableError(
      `The pods of the gateway in ${namespace} have no proxy of Istio or Linkerd. Name the mesh with --mesh if it has none in the pods.`,
    );
  }
  requireMesh(exercise, mesh);
  return mesh;
}

/** @throws UnusableError if an exercise is not for a mesh */
export function requireMesh({ name, meshes }: Exercise, mesh: ServiceMesh): void {
  if (meshes.includes(mesh)) return;
  throw new UnusableError(`${name} is an exercise for ${meshes.join(' and ')}, and the deployment is on ${mesh}.`);
}

/** The options that make a command of this folder find the same deployment. */
export const optionsFor = (namespace: string, defaultNamespace: string): string =>
  namespace === defaultNamespace ? '' : ` --namespace ${namespace}`;
