import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'price-unavailable',
  symptom: 'No product has a price since the routes of price name its versions.',
  change: 'All calls to price were to go to version 1.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: productsAreComplete(),
  hints: [
    'The response flag in the access log of the gateway is UH: the cluster exists and has no endpoint.',
    'Compare kubectl get pods --show-labels with the DestinationRule.',
  ],
  explanation: {
    mistake: 'The DestinationRule price defines the subset v1 by the label version: 1.0, which no pod has.',
    evidence: 'istioctl proxy-config endpoints lists no endpoint for the subset, while the Service price has one.',
    repair: 'Define the subset by the label that the pods have, version: v1.',
  },
  issue: 'https://github.com/istio/istio/issues/54023',
};
