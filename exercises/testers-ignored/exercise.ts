import { onlyTestersGetVersion2 } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'testers-ignored',
  symptom: 'Testers get the price of either version since the gateway was restarted.',
  change: 'The ports of price got their protocols, and the gateway was restarted.',
  meshes: ['linkerd'],
  start: 'scenarios/header-routing/linkerd',
  restarted: ['gateway'],
  check: onlyTestersGetVersion2,
  hints: [
    'The route is unchanged, and reports that it is accepted.',
    'All calls of one connection go to one pod, and a connection keeps the protocol that it began with.',
    'Which values of appProtocol does Linkerd support?',
  ],
  explanation: {
    mistake:
      'The port of price has appProtocol: grpc, which Linkerd does not support, so that it forwards the connections as opaque bytes.',
    evidence: 'The GRPCRoute is Accepted and has no effect, and all calls of one connection go to the same pod.',
    repair:
      'Remove appProtocol, so that Linkerd detects HTTP/2, or set it to kubernetes.io/h2c, and restart the gateway.',
  },
  issue: 'https://github.com/linkerd/linkerd2/issues/10657',
};
