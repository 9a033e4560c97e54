import { priceIsLimited } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'limit-has-no-effect',
  symptom: 'price is overloaded again, although its calls are limited to 30 a second.',
  change: 'The limit of price was moved.',
  meshes: ['istio'],
  start: 'scenarios/rate-limiting/istio',
  check: priceIsLimited,
  hints: [
    'No call to price ends with RESOURCE_EXHAUSTED, at any rate.',
    'Look for the filter in the proxy of price: istioctl proxy-config listeners.',
    'An EnvoyFilter that matches nothing is no error.',
  ],
  explanation: {
    mistake: 'The EnvoyFilter price changes the listener of port 9094, which gets no RPCs.',
    evidence:
      'No call is refused at 100 requests a second, and the listener of port 6567 has no filter local_ratelimit.',
    repair: 'Match port 6567 in the context SIDECAR_INBOUND.',
  },
  issue: 'https://github.com/istio/istio/issues/43953',
};
