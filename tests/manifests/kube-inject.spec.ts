import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { nameOf, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, kustomizeIsMissing, objectsOf } from '../../libs/testbed/src/cluster/kustomize.ts';

const FILE = readFileSync(join(import.meta.dirname, '../../k8s/istio/product-gateway.yaml'), 'utf8');

/** Every value of objects with its path, sorted, since versions of kustomize order objects differently. */
function valuesOf(objects: readonly KubernetesObject[]): string[] {
  const values = (value: unknown, path: string): string[] =>
    typeof value === 'object' && value !== null && Object.keys(value).length > 0
      ? Object.entries(value).flatMap(([key, field]) => values(field, `${path}/${key}`))
      : [`${path}: ${JSON.stringify(value)}`];
  return objects.flatMap((object) => values(object, nameOf(object))).toSorted();
}

it.skipIf(kustomizeIsMissing())(
  'k8s/istio/product-gateway.yaml is k8s/istio without the label for injection and with native sidecars',
  async () => {
    const overlay = await build('k8s/istio');
    const rendered = objectsOf(FILE);
    const label = 'Namespace/product-gateway/metadata/labels/istio-injection: "enabled"';
    const annotations = overlay
      .filter(({ kind }) => kind === 'Deployment')
      .map((object) => `${nameOf(object)}/spec/template/metadata/annotations/sidecar.istio.io/nativeSidecar: "true"`);
    expect(valuesOf(rendered)).toEqual(
      [...valuesOf(overlay).filter((value) => value !== label), ...annotations].toSorted(),
    );
    expect(valuesOf(overlay)).toContain(label);
  },
);
