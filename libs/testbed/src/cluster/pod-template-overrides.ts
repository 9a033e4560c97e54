// Changes to pods, and to those of Deployments and StatefulSets, that fit them to a cluster.
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { Pod } from 'kubernetes-models/v1/Pod';

import type { KubernetesObject } from './kubernetes-object.ts';

/** Replaces the images of the containers of Deployments and StatefulSets, by the names of the containers. */
export const withImages = (
  objects: readonly KubernetesObject[],
  images: Readonly<Record<string, string | undefined>>,
): readonly KubernetesObject[] =>
  objects.map((object) =>
    withPodTemplate(object, ({ spec, ...template }) => ({
      ...template,
      spec: {
        ...spec,
        containers: spec.containers.map((container) => {
          const image = images[container.name];
          return image === undefined ? container : { ...container, image };
        }),
      },
    })),
  );

/** Replaces the CPU requests of all containers and of the proxies of Istio and Linkerd, if a quantity such as 10m is given. */
export function withCpuRequests(
  objects: readonly KubernetesObject[],
  cpu: string | undefined,
): readonly KubernetesObject[] {
  if (cpu === undefined) return objects;
  const ofProxies = { 'sidecar.istio.io/proxyCPU': cpu, 'config.linkerd.io/proxy-cpu-request': cpu };
  return objects.map((object) =>
    withPodTemplate(object, ({ metadata, spec }) => ({
      metadata: { ...metadata, annotations: { ...metadata?.annotations, ...ofProxies } },
      spec: {
        ...spec,
        containers: spec.containers.map((container) => ({
          ...container,
          resources: { ...container.resources, requests: { ...container.resources?.requests, cpu } },
        })),
      },
    })),
  );
}

type PodTemplate = NonNullable<Deployment['spec']>['template'];
type WithSpec = PodTemplate & { readonly spec: NonNullable<PodTemplate['spec']> };

/** Changes a pod, or the template of the pods of a Deployment or a StatefulSet; another object stays as it is. */
function withPodTemplate(object: KubernetesObject, change: (template: WithSpec) => PodTemplate): KubernetesObject {
  if (Pod.is(object) && object.spec) {
    const { metadata, ...changed } = change({ metadata: object.metadata, spec: object.spec });
    return { ...object, ...changed, metadata: { ...object.metadata, ...metadata } };
  }
  if (!(Deployment.is(object) || StatefulSet.is(object)) || !object.spec?.template.spec) return object;
  const { template } = object.spec;
  const changed = { spec: { ...object.spec, template: change({ ...template, spec: object.spec.template.spec }) } };
  return { ...object, ...changed };
}
