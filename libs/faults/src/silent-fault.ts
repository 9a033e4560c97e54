import type { ServiceName } from '#configuration';

import type { FaultRule } from './fault-rule.ts';
import { parseFaultRules } from './parse-fault-rules.ts';

const SILENT = new Set<FaultRule['action']>(['delay', 'hang', 'reset']);

/**
 * The rules by which a service may have sent nothing, out of those that a request asked for; undefined if there are
 * none. A service that sends nothing can't say why itself.
 *
 * @param header x-fault of the request
 * @throws FaultRuleError if the header is no list of rules.
 */
export function silentFaultAskedOf(service: ServiceName, header: string | undefined): string | undefined {
  const rules = parseFaultRules(header ?? '').filter((rule) => rule.service === service && SILENT.has(rule.action));
  return rules.map(({ text }) => text).join(',') || undefined;
}
