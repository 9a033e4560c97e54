// `npm run k8s:render`: writes k8s/istio as one file for `istioctl kube-inject`, which adds the proxies.
import { writeFileSync } from 'node:fs';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, manifestOf } from '../libs/testbed/src/cluster/kustomize.ts';

const HEADER = `# Generated from k8s/istio by \`npm run k8s:render\`: the same, but for kube-inject.
#   kubectl apply -f <(istioctl kube-inject -f k8s/istio/product-gateway.yaml)
`;

const objects = structuredClone(await build('k8s/istio')) as (KubernetesObject & Injected)[];
for (const { kind, metadata, spec } of objects) {
  // With the label and kube-inject a pod would get two proxies.
  if (kind === 'Namespace') delete metadata.labels?.['istio-injection'];
  // kube-inject does not detect whether a cluster supports native sidecars.
  if (kind === 'Deployment') {
    spec.template.metadata.annotations = {
      ...spec.template.metadata.annotations,
      'sidecar.istio.io/nativeSidecar': 'true',
    };
  }
}
writeFileSync('k8s/istio/product-gateway.yaml', HEADER + manifestOf(objects));

/** The fields that change. */
interface Injected {
  metadata: { labels?: Record<string, string> };
  spec: { template: { metadata: { annotations?: Record<string, string> } } };
}
