import { onlyTestersGetVersion2 } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'tester-gets-old-price',
  symptom: 'The tester alice gets the price of version 1.',
  change: 'The testers are now named in the route of price.',
  meshes: ['istio', 'linkerd'],
  start: 'scenarios/header-routing/<mesh>',
  check: onlyTestersGetVersion2,
  hints: [
    'All requests go to version 1, as if none had the header.',
    'The gateway forwards x-tester unchanged: compare its value with the route.',
    'The names of headers are case-insensitive, their values are not.',
  ],
  explanation: {
    mistake: 'The GRPCRoute price matches the value Alice exactly, and the header has the value alice.',
    evidence:
      'The route is Accepted, requests with x-tester: Alice get version 2, and those with x-tester: alice get version 1.',
    repair: 'Match the value as clients send it, or any value by a regular expression.',
  },
  issue: 'https://github.com/istio/istio/issues/52854',
};
