import * as v from 'valibot';

import type { Setting } from '#configuration';

import { FaultRuleError } from './fault-rule-error.ts';
import type { FaultRule } from './fault-rule.ts';
import { parseFaultRules } from './parse-fault-rules.ts';

/** A list of fault rules; empty if there are none. */
export const faultRulesSetting = (description: string): Setting<FaultRule[]> => ({
  description,
  fallback: '',
  schema: v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return parseFaultRules(dataset.value);
      } catch (error) {
        if (!(error instanceof FaultRuleError)) throw error;
        addIssue({ message: `must be fault rules as in docs/faults.md: ${error.message}` });
        return NEVER;
      }
    }),
  ),
});
