import { onlyTestersGetVersion2 } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'prices-change',
  symptom: 'The price of a product changes with each reload, for testers and for everybody.',
  change: 'The route of price was tidied up.',
  meshes: ['istio', 'linkerd'],
  start: 'scenarios/header-routing/<mesh>',
  check: onlyTestersGetVersion2,
  hints: [
    'Calls go to both versions in equal parts, as they do without any route.',
    'The route is accepted: to what is it attached?',
    'Which port of price serves gRPC?',
  ],
  explanation: {
    mistake: 'The GRPCRoute price is attached to port 9094 of the Service, which serves HTTP, and not to port 6567.',
    evidence: 'The route is Accepted, and calls to port 6567 are balanced over all pods of price.',
    repair: 'Attach the route to port 6567, or leave the port out, so that it applies to all ports.',
  },
  issue: 'https://github.com/kubernetes-sigs/gateway-api/issues/1532',
};
