import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'products-unavailable',
  symptom: 'Every product gets status 503 since the proxies were to use less memory.',
  change: 'The configuration of the proxies was reduced.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: productsAreComplete(),
  hints: [
    'The proxy of the gateway treats the backends like hosts outside the mesh.',
    'List its clusters: istioctl proxy-config clusters.',
    'A Sidecar restricts what a proxy can reach by name.',
  ],
  explanation: {
    mistake:
      'The Sidecar gateway lists the namespace istio-system alone, so the gateway calls its backends without mutual TLS, which they demand.',
    evidence:
      'The proxy of the gateway has no clusters for the backends, sends the calls to the PassthroughCluster, and the connections are reset.',
    repair: 'Add ./* to the hosts of the Sidecar, which stands for its own namespace.',
  },
  issue: 'https://github.com/istio/istio/issues/41978',
};
