// Changes to the objects of k8s/ and scenarios/ that fit them to the cluster of a run.
import { Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';

/** The address for gRPC of a reviews service outside the cluster. */
export interface OutsideReviews {
  /** A DNS name that the pods of the cluster can resolve. */
  readonly host: string;
  readonly port: number;
}

/** The address in scenarios/; no other port there has that number. */
const PLACEHOLDER: OutsideReviews = { host: 'reviews.example.com', port: 50_051 };

/** Whether objects refer to a reviews service outside the cluster. */
export const nameOutsideReviews = (objects: readonly KubernetesObject[]): boolean =>
  JSON.stringify(objects).includes(PLACEHOLDER.host);

/** Replaces the address of the reviews service outside the cluster, if one is given. */
export function withOutsideReviews(
  objects: readonly KubernetesObject[],
  outside: OutsideReviews | undefined,
): readonly KubernetesObject[] {
  if (!outside) return objects;
  const text = JSON.stringify(objects)
    .replaceAll(PLACEHOLDER.host, outside.host)
    .replaceAll(String(PLACEHOLDER.port), String(outside.port));
  return JSON.parse(text) as KubernetesObject[];
}

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

/** Changes the template of the pods of a Deployment or a StatefulSet; another object stays as it is. */
function withPodTemplate(object: KubernetesObject, change: (template: WithSpec) => PodTemplate): KubernetesObject {
  if (!(Deployment.is(object) || StatefulSet.is(object)) || !object.spec?.template.spec) return object;
  const { template } = object.spec;
  const changed = { spec: { ...object.spec, template: change({ ...template, spec: object.spec.template.spec }) } };
  return { ...object, ...changed };
}

/** Replaces the class of every Gateway of the Gateway API, if one is given. */
export function withGatewayClass(
  objects: readonly KubernetesObject[],
  gatewayClassName: string | undefined,
): readonly KubernetesObject[] {
  if (gatewayClassName === undefined) return objects;
  return objects.map((object) =>
    Gateway.is(object) ? { ...object, spec: { ...object.spec, gatewayClassName } } : object,
  );
}
