import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'canary-lacks-prices',
  symptom: 'Since the canary of price began, three in ten products have no price.',
  change: 'A canary of price was started.',
  meshes: ['istio', 'linkerd'],
  start: 'k8s/<mesh>',
  check: productsAreComplete(),
  hints: [
    'The calls without a price never reach a pod of price.',
    'Compare the share of failed calls with the weights of the GRPCRoute price.',
    'List the Services that the route names: kubectl get services.',
  ],
  explanation: {
    mistake: 'The GRPCRoute price sends 30 % of the calls to the Service price-v3, which does not exist.',
    evidence:
      'The condition ResolvedRefs of the route is False, and three in ten calls to price fail although all pods are ready.',
    repair: 'Name a Service that exists, or create the missing one before the route gives it weight.',
  },
  issue: 'https://github.com/kumahq/kuma/issues/17982',
};
