import { priceIsLimited } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'limit-is-ignored',
  symptom: 'price is overloaded, although its calls are limited to 30 a second.',
  change: 'The protocol of price was set precisely.',
  meshes: ['linkerd'],
  start: 'scenarios/rate-limiting/linkerd',
  check: priceIsLimited,
  hints: [
    'No call to price ends with RESOURCE_EXHAUSTED, at any rate.',
    'The policy is accepted: what is it attached to?',
    'For which protocols of a Server does Linkerd have rate limits?',
  ],
  explanation: {
    mistake: 'The Server price has proxyProtocol: gRPC, for which Linkerd ignores an HTTPLocalRateLimitPolicy.',
    evidence: 'No call is refused at 100 requests a second, while the policy is Accepted.',
    repair: 'Set proxyProtocol to HTTP/2, which gRPC is as well.',
  },
  issue: 'https://github.com/linkerd/linkerd2-proxy-api/pull/388',
};
