import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'retries-lost',
  symptom: 'Three in ten products have no price since a canary of price was prepared.',
  change: 'A canary of price was prepared, which for now sends all calls to version 1.',
  meshes: ['istio'],
  start: 'scenarios/retries/istio',
  check: productsAreComplete({ headers: { 'x-fault': 'price=INTERNAL;first=1;percent=30' } }),
  hints: [
    'price gets one attempt of each call, although its rule for retries is unchanged.',
    'List everything that is about the host price, of both APIs.',
    'Only one object decides about the calls to a host in the mesh.',
  ],
  explanation: {
    mistake:
      'A GRPCRoute and a VirtualService are about the host price, where Istio applies the GRPCRoute and ignores the VirtualService with the retries.',
    evidence: 'Both objects are accepted, while istioctl proxy-config routes names only the GRPCRoute for price.',
    repair: 'Keep all rules of a host in one object: delete the GRPCRoute, and give its weights to the VirtualService.',
  },
  issue: 'https://github.com/istio/istio/issues/22997',
};
