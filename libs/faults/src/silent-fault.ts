import type { BackendName } from '#configuration';

import type { FaultRule } from './fault-rule.ts';

const SILENT = new Set<FaultRule['action']>(['delay', 'hang', 'reset']);

/**
 * By service, those rules that may keep it from responding. A service that sends no response can't report the fault that it
 * injected, so its caller does.
 */
export function silentFaultsOf(rules: readonly FaultRule[]): ReadonlyMap<BackendName, string> {
  const faults = new Map<BackendName, string>();
  for (const { service, action, text, messages } of rules) {
    // A rule with `messages` applies to streams, whose first message names the instance.
    if (!SILENT.has(action) || messages !== undefined) continue;
    const earlier = faults.get(service);
    faults.set(service, earlier === undefined ? text : `${earlier},${text}`);
  }
  return faults;
}
