import type { Check } from './checks.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';

/**
 * A mistake that people have made in the configuration of a mesh. The folder has `mistake.yaml` and `repair.yaml`: of an
 * object that exists they are a merge patch, which replaces lists as a whole; other objects are created. As in kustomize,
 * `$patch: delete` deletes an object.
 */
export interface Exercise {
  /** The name of its folder. */
  readonly name: string;
  /** One sentence of a user, without the cause. */
  readonly symptom: string;
  /** What was changed, in general words that do not give the mistake away. */
  readonly change: string;
  readonly meshes: readonly ServiceMesh[];
  /** The folder of the healthy deployment; `<mesh>` stands for the name of the mesh. */
  readonly start: string;
  /** Deployments whose pods are replaced after each change, since their connections keep what was in effect before. */
  readonly restarted?: readonly string[];
  /** The traffic that shows whether the deployment is healthy. */
  readonly check: Check;
  /** Each is more specific than the one before. */
  readonly hints: readonly string[];
  /** One sentence each. */
  readonly explanation: {
    readonly mistake: string;
    readonly evidence: string;
    readonly repair: string;
  };
  /** The public report of somebody who made the mistake, or of those who documented it. */
  readonly issue: string;
}

/** The three sentences that explain a mistake. */
export const sentencesOf = ({ explanation }: Pick<Exercise, 'explanation'>): readonly string[] => [
  explanation.mistake,
  explanation.evidence,
  explanation.repair,
];

/** The folder of the healthy deployment on a mesh, such as k8s/istio. */
export const startOf = ({ start }: Pick<Exercise, 'start'>, mesh: ServiceMesh): string =>
  start.replaceAll('<mesh>', mesh);
