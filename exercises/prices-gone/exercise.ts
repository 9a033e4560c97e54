import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'prices-gone',
  symptom: 'No product has a price any more.',
  change: 'All calls to price were to go to version 1.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: productsAreComplete(),
  hints: [
    'The pods of price are ready and log no requests.',
    'The response flag in the access log of the gateway is NC: its proxy has no cluster of that name.',
    'A subset has to be defined before a route may name it.',
  ],
  explanation: {
    mistake: 'The VirtualService price routes to the subset v1, which no DestinationRule defines.',
    evidence:
      'istioctl analyze reports IST0101, and istioctl proxy-config clusters lists no cluster of price with a subset.',
    repair: 'Create a DestinationRule for price that defines the subset v1 by the label version: v1.',
  },
  issue: 'https://github.com/istio/istio/issues/6335',
};
