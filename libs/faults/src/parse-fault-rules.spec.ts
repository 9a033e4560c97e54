import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { FaultRuleError } from './fault-rule-error.ts';
import { parseFaultRules } from './parse-fault-rules.ts';

const SERVICES = 'one of base-product, inventory, price, reviews';
const ACTIONS = 'a gRPC status such as UNAVAILABLE, delay:<duration>, hang or reset';
const DURATION = 'a duration such as 800ms or 3s, at most 60s';
const OPTIONS = 'first=<attempts>, percent=<share>, messages=<count> or when=after';
const MESSAGES_OR_WHEN = 'messages, for streams, or when, for calls with one response';
const FIRST = 'a whole number from 1 to 100';
const PERCENT = 'a number above 0, at most 100, with at most two decimals';

const STATUSES = [
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const documentation = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');

describe('parseFaultRules', () => {
  it.each(STATUSES)('accepts %s', (action) => {
    expect(parseFaultRules(`price=${action}`)).toEqual([{ service: 'price', action, text: `price=${action}` }]);
  });

  it.each([
    ['0ms', 0],
    ['800ms', 800],
    ['3s', 3000],
    ['60s', 60_000],
    ['1m', 60_000],
  ])('reads a delay of %s', (duration, delayMs) => {
    expect(parseFaultRules(`inventory=delay:${duration}`)).toMatchObject([{ action: 'delay', delayMs }]);
  });

  it.each(['hang', 'reset'])('accepts %s', (action) => {
    expect(parseFaultRules(`base-product=${action}`)).toMatchObject([{ service: 'base-product', action }]);
  });

  it.each([
    ['first=1', { first: 1 }],
    ['first=100', { first: 100 }],
    ['messages=1', { messages: 1 }],
    ['messages=1000', { messages: 1000 }],
    ['when=after', { when: 'after' }],
    ['when=after;first=1', { first: 1, when: 'after' }],
    ['percent=0.01', { percent: 0.01 }],
    ['percent=0.5', { percent: 0.5 }],
    ['percent=100', { percent: 100 }],
    ['percent=20;first=2', { first: 2, percent: 20 }],
  ])('reads the option %s', (text, options) => {
    expect(parseFaultRules(`price=UNAVAILABLE;${text}`)).toMatchObject([options]);
  });

  it('keeps the rules in the order in which they are written, each with its own text', () => {
    const rules = parseFaultRules(' price = delay : 2s ; first = 1 ,reviews=hang, price=ABORTED');
    expect(rules.map(({ text }) => text)).toEqual(['price=delay:2s;first=1', 'reviews=hang', 'price=ABORTED']);
  });

  it.each(['', '  '])('finds no rules in "%s"', (text) => {
    expect(parseFaultRules(text)).toEqual([]);
  });

  it.each([
    ['prize=UNAVAILABLE', 1, 'prize', SERVICES],
    ['gateway=UNAVAILABLE', 1, 'gateway', SERVICES],
    ['=UNAVAILABLE', 1, '', SERVICES],
    ['price=hang,', 12, '', SERVICES],
    ['price=hang, ,price=hang', 13, '', SERVICES],
    ['price', 6, '', '"=" and an action'],
    ['price=', 7, '', ACTIONS],
    ['price=UNAVAILABEL', 7, 'UNAVAILABEL', ACTIONS],
    ['price=unavailable', 7, 'unavailable', ACTIONS],
    ['price=OK', 7, 'OK', ACTIONS],
    ['price=14', 7, '14', ACTIONS],
    ['price=toString', 7, 'toString', ACTIONS],
    ['price=hang:3s', 7, 'hang:3s', ACTIONS],
    ['price=delay', 7, 'delay', ACTIONS],
    ['price=hang=reset', 7, 'hang=reset', ACTIONS],
    ['price=hang reset', 7, 'hang reset', ACTIONS],
    ['price=delay:', 13, '', DURATION],
    ['price=delay: 3 s', 14, '3 s', DURATION],
    ['price=delay:1.5s', 13, '1.5s', DURATION],
    ['price=delay:61s', 13, '61s', DURATION],
    ['price=delay:60001ms', 13, '60001ms', DURATION],
    ['price=delay:2m', 13, '2m', DURATION],
    ['price=hang;', 12, '', OPTIONS],
    ['price=hang;second=1', 12, 'second', OPTIONS],
    ['price=hang;first', 17, '', '"=" and a value'],
    ['price=hang;first=0', 18, '0', FIRST],
    ['price=hang;first=101', 18, '101', FIRST],
    ['price=hang;first=one', 18, 'one', FIRST],
    ['price=hang;first=1;first=2', 20, 'first', 'each option only once'],
    ['price=hang;percent=', 20, '', PERCENT],
    ['price=hang;when=before', 17, 'before', 'after'],
    ['price=hang;when=after;messages=1', 23, 'messages', MESSAGES_OR_WHEN],
    ['price=hang;messages=1;when=after', 23, 'when', MESSAGES_OR_WHEN],
    ['price=hang;percent=0', 20, '0', PERCENT],
    ['price=hang;percent=0.00', 20, '0.00', PERCENT],
    ['price=hang;percent=0.125', 20, '0.125', PERCENT],
    ['price=hang;percent=100.01', 20, '100.01', PERCENT],
    ['price=hang;percent=20%', 20, '20%', PERCENT],
    ['price=hang;percent=1e1', 20, '1e1', PERCENT],
    ['price=hang, reviews = NOPE', 23, 'NOPE', ACTIONS],
  ])('says of "%s" that it is wrong at %i', (text, position, found, expected) => {
    const message = `at ${position}${found && `, "${found}"`}: expected ${expected}`;
    expect(errorOf(text)).toMatchObject({ name: 'FaultRuleError', position, expected, message });
  });

  it('takes 16 rules and no more', () => {
    const rules = Array.from({ length: 17 }, () => 'price=hang');
    expect(parseFaultRules(rules.slice(1).join(','))).toHaveLength(16);
    expect(errorOf(rules.join(','))).toMatchObject({ position: 177, expected: 'at most 16 rules' });
  });

  it('takes 1024 characters and no more', () => {
    expect(parseFaultRules('price=hang'.padEnd(1024))).toHaveLength(1);
    expect(errorOf('price=hang'.padEnd(1025)).message).toBe('at 1025: expected at most 1024 characters');
  });
});

describe('docs/faults.md', () => {
  const examples = documentation.matchAll(/(?:x-fault: |FAULT_RULES=')([^']+)'/g);

  it.each([...examples].map(([, example]) => example ?? ''))('has examples that parse: %s', (example) => {
    expect(parseFaultRules(example)).not.toEqual([]);
  });

  it.each(STATUSES)('names %s', (name) => {
    expect(documentation).toContain(name);
  });
});

function errorOf(text: string): FaultRuleError {
  try {
    parseFaultRules(text);
  } catch (error) {
    if (error instanceof FaultRuleError) return error;
  }
  throw new Error(`"${text}" was not refused`);
}
