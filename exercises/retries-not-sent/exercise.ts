import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'retries-not-sent',
  symptom: 'Three in ten products have no price since the retries are configured on the Service.',
  change: 'The retries of price moved to its Service.',
  meshes: ['linkerd'],
  start: 'scenarios/retries/linkerd',
  check: productsAreComplete({ headers: { 'x-fault': 'price=INTERNAL;first=1;percent=30' } }),
  hints: [
    'price gets one attempt of each call.',
    'The annotations of the Service are right: something else has to be there.',
    'How does Linkerd learn that a port serves gRPC?',
  ],
  explanation: {
    mistake:
      'The Service price has annotations for retries and no GRPCRoute, without which Linkerd does not treat its calls as gRPC.',
    evidence:
      'price counts one attempt of each call, and no condition or event says that the annotations have no effect.',
    repair: 'Attach a GRPCRoute to the Service price, for which the annotations of the Service are enough.',
  },
  issue: 'https://github.com/linkerd/linkerd2/issues/14033',
};
