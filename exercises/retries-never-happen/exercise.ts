import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'retries-never-happen',
  symptom: 'Three in ten products have no price since the rules were moved to another file.',
  change: 'The rules of price were moved.',
  meshes: ['istio'],
  start: 'scenarios/retries/istio',
  check: productsAreComplete({ headers: { 'x-fault': 'price=INTERNAL;first=1;percent=30' } }),
  hints: [
    'price gets one attempt of each call, as if it had no rule.',
    'List the rules of the route in the proxy of the gateway: istioctl proxy-config routes.',
    'A VirtualService applies to the hosts that it names, and to no others.',
  ],
  explanation: {
    mistake: 'The VirtualService price names the host price.default.svc.cluster.local, a Service of another namespace.',
    evidence:
      'istioctl proxy-config routes shows no VirtualService for price, while istioctl analyze finds no fault with the host.',
    repair: 'Name the host price, which Istio completes with the namespace of the VirtualService, or its full name.',
  },
  issue: 'https://github.com/istio/istio/issues/37691',
};
