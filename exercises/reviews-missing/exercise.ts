import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'reviews-missing',
  symptom: 'No product has reviews any more.',
  change: 'The Service of reviews was tidied up.',
  meshes: ['istio', 'linkerd'],
  start: 'k8s/<mesh>',
  check: productsAreComplete(),
  hints: [
    'The pods of reviews are ready and log no requests.',
    'Look for the addresses behind the Service: kubectl get endpointslices.',
    'Compare the selector of the Service with the labels of the pods.',
  ],
  explanation: {
    mistake: 'The selector of the Service reviews is app: review, which is the label of no pod.',
    evidence:
      'The EndpointSlice of reviews has no address while the pods are ready, and the proxy of the gateway reports no healthy upstream.',
    repair: 'Set the selector to app: reviews, the label of the pods.',
  },
  issue: 'https://github.com/istio/istio/issues/29254',
};
