import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';

/** A rule for manifests, so that the same workload works on every mesh. */
export interface Rule {
  /** The message of its violations. */
  readonly sentence: string;
  /** The names of the objects that violate it, among objects that are applied together. */
  violations(objects: readonly KubernetesObject[]): string[];
}
