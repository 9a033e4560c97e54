import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'price-denied-to-gateway',
  symptom: 'No product has a price since only known clients may call it.',
  change: 'Access to price was restricted to known clients.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: productsAreComplete(),
  hints: [
    'The calls fail with PERMISSION_DENIED, so a policy decides about them.',
    'Compare the identity of the gateway, which ?view=hops shows as the peer of inventory, with the policy.',
  ],
  explanation: {
    mistake:
      'The AuthorizationPolicy price admits the service account gateway of the namespace default, and the gateway runs in another one.',
    evidence:
      'Calls to price fail with PERMISSION_DENIED, and the certificate of the gateway has another namespace than the policy.',
    repair:
      'Name the namespace of the gateway, or use serviceAccounts: [gateway], which is in the namespace of the policy.',
  },
  issue: 'https://github.com/istio/istio/issues/51896',
};
