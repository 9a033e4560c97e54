import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'price-denied',
  symptom: 'No product has a price since access to price is restricted to one method.',
  change: 'Access to price was restricted to one method.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: productsAreComplete(),
  hints: [
    'The calls fail with PERMISSION_DENIED, so a policy decides about them.',
    'The identity of the gateway is right: the condition on the request does not match.',
    'What is the HTTP method of a gRPC call?',
  ],
  explanation: {
    mistake:
      'The AuthorizationPolicy price names the RPC in methods, which are HTTP methods, and that of every gRPC call is POST.',
    evidence:
      'Calls to price fail with PERMISSION_DENIED and RBAC: access denied, and a policy without the condition on the method admits them.',
    repair: 'Name the RPC by its path: paths: [/product_gateway.price.v1.PriceService/GetPrice].',
  },
  issue: 'https://github.com/istio/istio/issues/20479',
};
