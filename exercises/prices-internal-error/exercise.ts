import { onlyTestersGetVersion2 } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'prices-internal-error',
  symptom: 'No product has a price since the route of price only looks at the header.',
  change: 'The route of price was simplified.',
  meshes: ['linkerd'],
  start: 'scenarios/header-routing/linkerd',
  check: onlyTestersGetVersion2,
  hints: [
    'The calls fail with INTERNAL in the proxy of the gateway, before price.',
    'The log of the proxy says why it rejects the policy of price.',
    'What must each match of a GRPCRoute have under Linkerd?',
  ],
  explanation: {
    mistake:
      'A match of the GRPCRoute price has headers and no method, which the proxies of Linkerd reject as an invalid policy.',
    evidence: 'Every call to price fails with INTERNAL, while the route is Accepted and ResolvedRefs is True.',
    repair: 'Add method: { service: product_gateway.price.v1.PriceService } to each match.',
  },
  issue: 'https://github.com/linkerd/linkerd2/issues/14047',
};
