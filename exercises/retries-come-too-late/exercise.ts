import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'retries-come-too-late',
  symptom: 'When price is slow at the first attempt, products have no price, although retries are configured.',
  change: 'A timeout and retries of price were configured.',
  meshes: ['istio'],
  start: 'scenarios/timeouts/istio/control',
  check: productsAreComplete({ headers: { 'x-fault': 'price=delay:600ms;first=1;percent=30' } }),
  hints: [
    'price gets one attempt of each call, never a second one.',
    'The failed calls end with UNAVAILABLE, all after the same time.',
    'The timeout of a route counts from the first attempt to the end of the last one.',
  ],
  explanation: {
    mistake:
      'The VirtualService price has a timeout of 200 ms for all attempts together, and one attempt alone may take 200 ms.',
    evidence:
      'Slow calls to price end with UNAVAILABLE after 200 ms, the message is upstream request timeout, and price counts no second attempt.',
    repair: 'Make the timeout at least as long as all attempts together: 900 ms for three attempts of 250 ms.',
  },
  issue: 'https://github.com/istio/istio/issues/21137',
};
