import { pathsRespond } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'client-reset',
  symptom: 'A job outside the mesh, which worked yesterday, gets connection resets from the gateway.',
  change: 'The mesh was made stricter.',
  meshes: ['istio'],
  start: 'scenarios/mtls/istio/control',
  check: pathsRespond({ from: 'outside', service: 'gateway', paths: ['/product/9310301'] }),
  hints: [
    'Clients in the mesh notice nothing.',
    'The connection ends before any HTTP response: the proxy expects TLS.',
    'Look at the PeerAuthentication, and at what may be set per port.',
  ],
  explanation: {
    mistake: 'The PeerAuthentication default demands mutual TLS of every client, also of those that have no proxy.',
    evidence:
      'A request from a pod without a proxy ends with a reset connection, and the same request from a pod in the mesh gets status 200.',
    repair: 'Bring the client into the mesh, or admit plaintext on the one port that it needs by portLevelMtls.',
  },
  issue: 'https://github.com/istio/istio/issues/27169',
};
