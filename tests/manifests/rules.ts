import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { meshRules } from './mesh-rules.ts';
import { podRules } from './pod-rules.ts';
import { routeRules, virtualServiceRules } from './route-rules.ts';
import type { Rule } from './rule.ts';
import { serviceRules } from './service-rules.ts';

export const RULES: readonly Rule[] = [
  ...serviceRules,
  ...podRules,
  ...routeRules,
  ...virtualServiceRules,
  ...meshRules,
];

/** A line for each violation, with the name of the object and the sentence of the rule. */
export function ruleViolations(objects: readonly KubernetesObject[]): string[] {
  return RULES.flatMap(({ sentence, violations }) => violations(objects).map((name) => `${name}: ${sentence}`));
}
