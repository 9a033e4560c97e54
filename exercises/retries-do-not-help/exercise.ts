import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'retries-do-not-help',
  symptom: 'Three in ten products have no price, although retries are configured.',
  change: 'Retries of price were configured, and tested with a fault.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: productsAreComplete(),
  hints: [
    'price itself counts no failed call: its metrics have only OK.',
    'The attempts of price show that nothing is retried.',
    'Read what the reference of VirtualService says about faults beside timeouts and retries.',
  ],
  explanation: {
    mistake: 'The VirtualService price has a fault and retries on one route, where Istio ignores the retries.',
    evidence:
      'The calls fail with UNAVAILABLE after one attempt, in the share that the fault has, and price counts none of them.',
    repair: 'Remove the fault, and test retries by a fault in the application or in an EnvoyFilter of the server.',
  },
  issue: 'https://github.com/istio/istio/issues/13705',
};
