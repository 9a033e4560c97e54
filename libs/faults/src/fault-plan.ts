import { LRUCache } from 'lru-cache';

import type { Instance } from '#telemetry';

import { faultDice } from './bernoulli-sampler.ts';
import type { FaultRule } from './fault-rule.ts';
import { parseFaultRules } from './parse-fault-rules.ts';

/** Texts that are remembered together with their dice. */
const TEXTS = 256;

interface ArmedRule {
  readonly rule: FaultRule;
  readonly holds: (attempt: number) => boolean;
}

/** Decides which faults an instance injects: those that it was started with, and those that requests ask for. */
export class FaultPlan {
  readonly #own: readonly ArmedRule[];
  readonly #asked: LRUCache<string, readonly ArmedRule[]>;
  #forgotten = 0;

  /**
   * @param seed the same one gives an instance of the same name the same sequence for each text; replicas differ, or a
   *   retry at another one would meet the same fault again
   * @param rules those of the instance itself
   */
  constructor(instance: Instance, seed: number, rules: readonly FaultRule[]) {
    const arm = (armed: readonly FaultRule[], origin: string): readonly ArmedRule[] =>
      armed
        .filter(({ service }) => service === instance.service)
        .map((rule, index) => armRule(rule, `${seed} ${instance.instance} ${index} ${origin}`));
    this.#own = arm(rules, 'own');
    this.#asked = new LRUCache({
      max: TEXTS,
      dispose: () => this.#forgotten++,
      // A forgotten text does not start again with the same throws, which would otherwise be all that it ever had.
      memoMethod: (text) => arm(parseFaultRules(text), `asked ${this.#forgotten} ${text}`),
    });
  }

  /**
   * The rules to apply to an attempt of a call, in this order: the instance's own, then those that the request asks
   * for. Only the last one can end the call.
   *
   * @param header x-fault of the request
   * @param attempt from 1
   * @throws FaultRuleError if the header is no list of rules.
   */
  draw(header: string | undefined, attempt: number): FaultRule[] {
    const asked = header === undefined ? [] : this.#asked.memo(header);
    const drawn = [...this.#own, ...asked].filter(({ holds }) => holds(attempt)).map(({ rule }) => rule);
    const end = drawn.findIndex(({ action }) => action !== 'delay');
    return end === -1 ? drawn : drawn.slice(0, end + 1);
  }
}

function armRule(rule: FaultRule, seed: string): ArmedRule {
  const { first = Infinity, percent } = rule;
  const falls = percent === undefined ? () => true : faultDice(percent, seed);
  return { rule, holds: (attempt) => attempt <= first && falls() };
}
