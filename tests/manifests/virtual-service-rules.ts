import { VirtualService } from '@kubernetes-models/istio/networking.istio.io/v1/VirtualService';

import { nameOf, ofKind } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { isService, routes } from './route-rules.ts';
import type { Rule } from './rule.ts';

export const virtualServiceRules: Rule[] = [
  {
    sentence: 'A host has routes of Gateway API or a VirtualService, not both: Istio would take only one.',
    violations(objects) {
      const routed = new Set(
        routes(objects).flatMap(({ spec }) => (spec.parentRefs ?? []).filter(isService).map(({ name }) => name)),
      );
      return ofKind(objects, VirtualService)
        .filter(({ spec }) => spec?.gateways?.includes('mesh') ?? true)
        .filter(({ spec }) => spec?.hosts?.some((host) => routed.has(host.split('.')[0] ?? '')))
        .map(nameOf);
    },
  },
  {
    sentence:
      'A route of a VirtualService has a fault, or retries and a timeout: Istio would ignore these beside a fault.',
    violations: (objects) =>
      ofKind(objects, VirtualService)
        .filter(({ spec }) => spec?.http?.some(({ fault, retries, timeout }) => fault && (retries || timeout)))
        .map(nameOf),
  },
];
