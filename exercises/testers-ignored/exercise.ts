import { onlyTestersGetVersion2 } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'testers-ignored',
  symptom: 'Testers get the price of either version since the ports name their protocols.',
  change: 'The ports of price got their protocols.',
  meshes: ['linkerd'],
  start: 'scenarios/header-routing/linkerd',
  check: onlyTestersGetVersion2,
  hints: [
    'The route is unchanged, and reports that it is accepted.',
    'All calls of one connection go to one pod.',
    'Which values of appProtocol does Linkerd know?',
  ],
  explanation: {
    mistake:
      'The port of price has appProtocol: grpc, which Linkerd does not know, so that it forwards the connections as opaque bytes.',
    evidence: 'The GRPCRoute is Accepted and has no effect, and all calls of one connection go to the same pod.',
    repair: 'Remove appProtocol, so that Linkerd detects HTTP/2, or set it to kubernetes.io/h2c.',
  },
  issue: 'https://github.com/linkerd/linkerd2/issues/10657',
};
