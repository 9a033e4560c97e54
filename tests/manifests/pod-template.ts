import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';

import { nameOf, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';

/** A pod template with the name of the object that has it. */
export interface PodTemplate {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: NonNullable<IPodTemplateSpec['spec']>;
}

/** The pod templates of Deployments and the like, and Pods themselves. */
export function podTemplates(objects: readonly KubernetesObject[]): PodTemplate[] {
  return objects.flatMap((object) => {
    const { metadata, spec } = templateOf(object) ?? {};
    if (!spec) return [];
    const { labels = {}, annotations = {} } = metadata ?? {};
    return [{ name: nameOf(object), namespace: object.metadata.namespace, labels, annotations, spec }];
  });
}

/** Whether a selector matches labels. */
export function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

function templateOf(object: KubernetesObject): IPodTemplateSpec | undefined {
  if (object.apiVersion === 'v1' && object.kind === 'Pod') return object as IPodTemplateSpec;
  if (!/^(apps|batch)\//.test(object.apiVersion)) return undefined;
  return (object as { spec?: { template?: IPodTemplateSpec } }).spec?.template;
}
