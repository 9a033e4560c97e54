export { FaultPlan, isLater } from './fault-plan.ts';
export { FAULT_STATUSES } from './fault-rule.ts';
export { faultsSettings } from './faults.settings.ts';
export { http2StreamOf } from './http2-stream.ts';
export type { FaultRule } from './fault-rule.ts';
export { injectFault } from './inject-fault.ts';
export { injectStreamFaults, type StreamFaultListener } from './inject-stream-fault.ts';
export { parseFaultRules } from './parse-fault-rules.ts';
export { silentFaultsOf } from './silent-fault.ts';
