import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';

/** What manifests must keep to, so that one workload is good for every mesh. */
export interface Rule {
  /** What a manifest that breaks it fails with. */
  readonly sentence: string;
  /** The names of all that break it, among objects that are applied together. */
  violations(objects: readonly KubernetesObject[]): string[];
}
