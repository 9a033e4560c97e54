import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { meshRules } from './mesh-rules.ts';
import { podRules } from './pod-rules.ts';
import { routeRules } from './route-rules.ts';
import type { Rule } from './rule.ts';
import { serviceRules } from './service-rules.ts';
import { virtualServiceRules } from './virtual-service-rules.ts';

export const RULES: readonly Rule[] = [
  ...serviceRules,
  ...podRules,
  ...routeRules,
  ...virtualServiceRules,
  ...meshRules,
];

/** A line for each violation: what violates, and the sentence of the rule. */
export function brokenRules(objects: readonly KubernetesObject[]): string[] {
  return RULES.flatMap(({ sentence, violations }) => violations(objects).map((name) => `${name}: ${sentence}`));
}
