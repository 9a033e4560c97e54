import { numberSetting, switchSetting, type Config } from '#configuration';

import { faultRulesSetting } from './fault-rules.setting.ts';

/** The settings of every service for fault injection. */
export const faultsSettings = {
  FAULTS: switchSetting('off', 'Whether faults are injected by `x-fault` and by FAULT_RULES.'),
  FAULT_RULES: faultRulesSetting('Faults of this instance for every request, as in docs/faults.md.'),
  FAULT_SEED: numberSetting(1, 0, 2 ** 31 - 1, 'Seed of the sampler of `percent`.'),
};

export type FaultsConfig = Config<typeof faultsSettings>;
