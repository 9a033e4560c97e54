import { pathsRespond } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'nothing-found-from-outside',
  symptom: 'From outside, every path gets status 404 since the entrance was to be encrypted.',
  change: 'The entrance was prepared for TLS.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: pathsRespond({
    from: 'ingress',
    service: 'gateway',
    paths: ['/product', '/product/9310301', '/productInventory/9310301'],
  }),
  hints: [
    'Within the cluster everything responds.',
    'Read the status of the HTTPRoute, not only its spec.',
    'List the names of the listeners of the Gateway.',
  ],
  explanation: {
    mistake: 'The HTTPRoute product-gateway is attached to the listener https, which the Gateway does not have.',
    evidence: 'The condition Accepted of the route is False, and the Gateway counts no attached route.',
    repair: 'Attach the route to the listener http, or add a listener https with its certificate to the Gateway.',
  },
  issue: 'https://github.com/Kong/kubernetes-ingress-controller/issues/3221',
};
