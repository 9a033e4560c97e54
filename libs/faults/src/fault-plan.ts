import { LRUCache } from 'lru-cache';

import type { Instance } from '#telemetry';

import { bernoulliSampler } from './bernoulli-sampler.ts';
import type { FaultRule } from './fault-rule.ts';
import { parseFaultRules } from './parse-fault-rules.ts';

/** The values of x-fault whose rules and samplers are kept. */
const MAX_HEADERS = 256;

interface ArmedRule {
  readonly rule: FaultRule;
  readonly applies: (attempt: number) => boolean;
}

/** The faults that an instance injects: those of FAULT_RULES, and those of x-fault. */
export class FaultPlan {
  readonly #own: readonly ArmedRule[];
  readonly #requested: LRUCache<string, readonly ArmedRule[]>;
  #evictions = 0;

  /**
   * @param seed of the samplers. Instances of different names get different sequences, so that a retry at another replica does
   *   not get the same fault
   * @param rules those of FAULT_RULES
   */
  constructor(instance: Instance, seed: number, rules: readonly FaultRule[]) {
    const arm = (armed: readonly FaultRule[], origin: string): readonly ArmedRule[] =>
      armed
        .filter(({ service }) => service === instance.service)
        .map((rule, index) => armRule(rule, `${seed} ${instance.instance} ${index} ${origin}`));
    this.#own = arm(rules, 'own');
    this.#requested = new LRUCache({
      max: MAX_HEADERS,
      dispose: () => this.#evictions++,
      // An evicted header does not start again with the same samples, which could be the only ones that it ever draws.
      memoMethod: (text) => arm(parseFaultRules(text), `asked ${this.#evictions} ${text}`),
    });
  }

  /**
   * The rules that apply to an attempt of a call: first those of the instance, then those of the request. Only the last one
   * can end the call. Rules with `messages` apply to streams alone and rules with `when` to unary calls alone, after all others,
   * unless one of these ends the call.
   *
   * @param header x-fault of the request
   * @param attempt from 1
   * @throws FaultRuleError if the header is no list of rules.
   */
  draw(header: string | undefined, attempt: number, kind: 'unary' | 'stream' = 'unary'): FaultRule[] {
    const requested = header === undefined ? [] : this.#requested.memo(header);
    const drawn = [...this.#own, ...requested].filter(({ applies }) => applies(attempt)).map(({ rule }) => rule);
    const first = upToEnd(drawn.filter((rule) => !isLater(rule)));
    if (first.some(endsCall)) return first;
    const later = drawn.filter(kind === 'unary' ? ({ when }) => when : ({ messages }) => messages !== undefined);
    return [...first, ...(kind === 'unary' ? upToEnd(later) : later)];
  }
}

/** Whether a rule applies after the call was carried out, or after messages of a stream. */
export const isLater = ({ messages, when }: FaultRule): boolean => messages !== undefined || when !== undefined;

const endsCall = ({ action }: FaultRule): boolean => action !== 'delay';

function upToEnd(rules: FaultRule[]): FaultRule[] {
  const end = rules.findIndex(endsCall);
  return end === -1 ? rules : rules.slice(0, end + 1);
}

function armRule(rule: FaultRule, seed: string): ArmedRule {
  const { first = Infinity, percent } = rule;
  const sample = percent === undefined ? () => true : bernoulliSampler(percent, seed);
  return { rule, applies: (attempt) => attempt <= first && sample() };
}
