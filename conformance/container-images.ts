import { Deployment } from 'kubernetes-models/apps/v1/Deployment';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';

/** The same objects, but a Deployment's container of one of these names has the image that is given for it, if one is. */
export function withImages(
  objects: readonly KubernetesObject[],
  images: Readonly<Record<string, string | undefined>>,
): readonly KubernetesObject[] {
  return objects.map((object) => {
    if (!Deployment.is(object) || !object.spec?.template.spec) return object;
    const { template } = object.spec;
    const containers = object.spec.template.spec.containers.map((container) => ({
      ...container,
      image: images[container.name] ?? container.image,
    }));
    return { ...object, spec: { ...object.spec, template: { ...template, spec: { ...template.spec, containers } } } };
  });
}
