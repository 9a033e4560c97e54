import { numberSetting, switchSetting, type Config } from '#configuration';

import { faultRulesSetting } from './fault-rules.setting.ts';

/** What every service can be told of the faults that it injects. */
export const faultsSettings = {
  FAULTS: switchSetting('off', 'Whether faults can be asked for, by `x-fault` and by FAULT_RULES.'),
  FAULT_RULES: faultRulesSetting('Faults of this instance, whatever a request asks for, as in docs/faults.md.'),
  FAULT_SEED: numberSetting(1, 0, 2 ** 31 - 1, 'Where the dice of `percent` start.'),
};

export type FaultsConfig = Config<typeof faultsSettings>;
