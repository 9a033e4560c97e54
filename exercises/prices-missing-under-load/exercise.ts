import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'prices-missing-under-load',
  symptom: 'Under load some products have no price, and a single request always works.',
  change: 'The connections to price were tuned.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: productsAreComplete({ requestsPerSecond: 1000 }),
  hints: [
    'price is idle and counts no failed call.',
    'The response flag in the access log of the gateway is UO: overflow.',
    'Which limits has the DestinationRule of price, and how many calls are in flight at once?',
  ],
  explanation: {
    mistake:
      'The DestinationRule price admits one request in flight from each proxy, and refuses what comes beside it without waiting.',
    evidence:
      'Some calls fail with UNAVAILABLE and the detail overflow as soon as two are in flight, and price counts none of them.',
    repair: 'Set http2MaxRequests to what price can serve at once, or leave it out.',
  },
  issue: 'https://github.com/istio/istio/issues/49108',
};
