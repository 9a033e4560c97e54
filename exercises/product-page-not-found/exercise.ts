import { pathsRespond } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'product-page-not-found',
  symptom: 'The list of products opens, and every product in it gets status 404.',
  change: 'The paths that are reachable from outside were reviewed.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: pathsRespond({
    from: 'ingress',
    service: 'gateway',
    paths: ['/product', '/product/9310301', '/productInventory/9310301'],
  }),
  hints: [
    'Within the cluster the gateway responds to the same path with 200.',
    'Which proxy responds with 404, and has it a route for the path?',
    'Compare the types of the path matches.',
  ],
  explanation: {
    mistake: 'The HTTPRoute product-gateway matches the path /product exactly, so no rule matches the paths below it.',
    evidence:
      'The route is Accepted, the ingress responds to /product with 200 and to /product/9310301 with 404, and the gateway logs no such request.',
    repair: 'Set the type of the match to PathPrefix.',
  },
  issue: 'https://github.com/jcmoraisjr/haproxy-ingress/issues/866',
};
