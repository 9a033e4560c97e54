import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'reviews-refused',
  symptom: 'No product has reviews since their connections were tuned.',
  change: 'The connections to reviews were tuned.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: productsAreComplete(),
  hints: [
    'The calls fail on the connection, before reviews sees them.',
    'The proxy of reviews demands mutual TLS: which TLS does the caller use?',
    'A trafficPolicy with tls replaces what Istio would do unasked.',
  ],
  explanation: {
    mistake: 'The DestinationRule reviews disables TLS for callers, while the PeerAuthentication is STRICT.',
    evidence:
      'Calls to reviews fail with UNAVAILABLE and the detail connection termination, and no proxy logs a denied policy.',
    repair:
      'Remove tls from the DestinationRule, so that Istio uses mutual TLS unasked, or set its mode to ISTIO_MUTUAL.',
  },
  issue: 'https://github.com/istio/istio/issues/31425',
};
