import { pathsRespond } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'inventory-page-forbidden',
  symptom: 'The warehouse gets status 403 from /productInventory, although the product page is fine.',
  change: 'Access to inventory was restricted to those that need it.',
  meshes: ['istio'],
  start: 'k8s/istio',
  check: pathsRespond({ from: 'ingress', service: 'inventory', paths: ['/productInventory/9310301'] }),
  hints: [
    'The response comes from a proxy, not from inventory: its body is RBAC: access denied.',
    'One port of inventory works, the other does not.',
    'Beside a policy with the action ALLOW, Istio refuses everything that no such policy allows.',
  ],
  explanation: {
    mistake:
      'The AuthorizationPolicy inventory allows the RPCs of the gateway, and thereby refuses everything else, the HTTP port included.',
    evidence:
      'Port 9091 responds with 403 and RBAC: access denied, while the probes, which Istio redirects to its agent, succeed.',
    repair: 'Add a rule that allows port 9091 to those who use it.',
  },
  issue: 'https://github.com/istio/istio/issues/22316',
};
