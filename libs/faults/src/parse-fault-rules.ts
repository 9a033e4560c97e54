import { SERVICES, type BackendName, toMilliseconds } from '#configuration';

import { FaultRuleError } from './fault-rule-error.ts';
import { FAULT_STATUSES, type FaultEffect, type FaultRule } from './fault-rule.ts';
import { endOf, split, splitOnce, type TextPart } from './text-part.ts';

const MAX_LENGTH = 1024;
const MAX_RULES = 16;
const MAX_FIRST = 100;
const MAX_MESSAGES = 1000;
const MAX_DELAY = '60s';

const BACKENDS = Object.keys(SERVICES).filter((name): name is BackendName => name !== 'gateway');

/**
 * Parses rules such as `price=UNAVAILABLE;first=1, reviews=delay:800ms`; docs/faults.md has the grammar. A text of
 * spaces has no rules.
 *
 * @throws FaultRuleError with the position of the mistake and what is expected there.
 */
export function parseFaultRules(text: string): FaultRule[] {
  if (text.length > MAX_LENGTH) throw new FaultRuleError(MAX_LENGTH + 1, `at most ${MAX_LENGTH} characters`);
  if (text.trim() === '') return [];
  const parts = split({ text, position: 1 }, ',');
  const surplus = parts[MAX_RULES];
  if (surplus) fail(surplus, `at most ${MAX_RULES} rules`);
  return parts.map(readRule);
}

function readRule(rule: TextPart): FaultRule {
  const [assignment, ...options] = split(rule, ';');
  const [name, action] = splitOnce(assignment, '=');
  const service = BACKENDS.find((backend) => backend === name.text) ?? fail(name, `one of ${BACKENDS.join(', ')}`);
  const effect = readEffect(action ?? fail(endOf(name), '"=" and an action'));
  return { service, ...effect, ...readOptions(options), text: rule.text.replaceAll(/\s/g, '') };
}

function readEffect(part: TextPart): FaultEffect {
  const [name, duration] = splitOnce(part, ':');
  if (name.text === 'delay' && duration) return { action: 'delay', delayMs: readDuration(duration) };
  if (part.text === 'hang' || part.text === 'reset') return { action: part.text };
  const status = FAULT_STATUSES.find((known) => known === part.text);
  return { action: status ?? fail(part, 'a gRPC status such as UNAVAILABLE, delay:<duration>, hang or reset') };
}

function readDuration(part: TextPart): number {
  const milliseconds = /^\d{1,5}(ms|s|m)$/.test(part.text) ? toMilliseconds(part.text) : Infinity;
  if (milliseconds > toMilliseconds(MAX_DELAY)) fail(part, `a duration such as 800ms or 3s, at most ${MAX_DELAY}`);
  return milliseconds;
}

type Options = Pick<FaultRule, 'first' | 'percent' | 'messages' | 'when'>;

/** How the value of each option is read. */
const OPTIONS: { readonly [Name in keyof Options]-?: (part: TextPart) => Options[Name] } = {
  first: (part) => readCount(part, MAX_FIRST),
  percent: readPercent,
  messages: (part) => readCount(part, MAX_MESSAGES),
  when: readWhen,
};

function readOptions(parts: readonly TextPart[]): Options {
  const options: Options = {};
  for (const part of parts) {
    const [name, value] = splitOnce(part, '=');
    const option = (Object.keys(OPTIONS) as (keyof Options)[]).find((known) => known === name.text);
    if (!option) fail(name, 'first=<attempts>, percent=<share>, messages=<count> or when=after');
    if (options[option] !== undefined) fail(name, 'each option only once');
    if (!value) fail(endOf(name), '"=" and a value');
    Object.assign(options, { [option]: OPTIONS[option](value) });
    if (options.when && options.messages) fail(name, 'messages, for streams, or when, for calls with one response');
  }
  return options;
}

function readWhen(part: TextPart): 'after' {
  return part.text === 'after' ? 'after' : fail(part, 'after');
}

function readCount(part: TextPart, max: number): number {
  const count = /^\d{1,4}$/.test(part.text) ? Number(part.text) : 0;
  if (count < 1 || count > max) fail(part, `a whole number from 1 to ${max}`);
  return count;
}

function readPercent(part: TextPart): number {
  const percent = /^\d{1,3}(\.\d{1,2})?$/.test(part.text) ? Number(part.text) : 0;
  if (percent <= 0 || percent > 100) fail(part, 'a number above 0, at most 100, with at most two decimals');
  return percent;
}

function fail(part: TextPart, expected: string): never {
  throw new FaultRuleError(part.position, expected, part.text);
}
