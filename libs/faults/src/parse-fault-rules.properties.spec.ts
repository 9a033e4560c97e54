import { anyText, INHERITED_EXAMPLES, INHERITED_NAMES, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SERVICES, type BackendName } from '#configuration';

import { FaultPlan } from './fault-plan.ts';
import { FaultRuleError } from './fault-rule-error.ts';
import { FAULT_STATUSES, type FaultRule } from './fault-rule.ts';
import { parseFaultRules } from './parse-fault-rules.ts';
import { silentFaultsOf } from './silent-fault.ts';

const BACKENDS = (Object.keys(SERVICES) as (keyof typeof SERVICES)[]).filter(
  (name): name is BackendName => name !== 'gateway',
);
const TOKENS = [
  ...BACKENDS,
  ...INHERITED_NAMES,
  ...FAULT_STATUSES,
  ...'= = , ; : delay: hang reset first percent messages when after 1 0.5 s ms'.split(' '),
  ' ',
  '\t',
  '\u00a0',
];

/** Texts that come close to rules, and some that are far from them. */
const texts = () =>
  fc.oneof(
    textOfTokens(TOKENS, 12),
    fc.array(fc.oneof({ arbitrary: rules(), weight: 4 }, textOfTokens(TOKENS, 4)), { maxLength: 18 }).map(String),
    anyText({ maxLength: 1100 }),
  );

const spaces = () => fc.constantFrom('', '', ' ', '\t', '\u3000');

/** One rule, each part with spaces around it. */
const rules = (): fc.Arbitrary<string> => {
  const durations = fc
    .tuple(fc.nat(60), fc.constantFrom('ms', 's'))
    .map(([count, unit]) => ({ text: `delay:${count}${unit}` }));
  const actions = fc.oneof(
    fc.constantFrom(...FAULT_STATUSES, 'hang', 'reset').map((text) => ({ text })),
    durations,
  );
  const first = fc.option(fc.integer({ min: 1, max: 100 }).map((count) => `first=${count}`));
  const messages = fc.integer({ min: 1, max: 1000 }).map((count) => `messages=${count}`);
  const later = fc.option(fc.oneof(messages, fc.constant('when=after')));
  const percent = fc.option(fc.integer({ min: 1, max: 10_000 }).map((hundredths) => `percent=${hundredths / 100}`));
  return fc
    .tuple(fc.constantFrom(...BACKENDS), actions, first, percent, later, spaces())
    .map(([service, { text }, ...rest]) => {
      const space = rest[3];
      const options = rest.slice(0, 3).filter((option) => option !== null);
      return [`${space}${service}${space}=${space}${text}`, ...options].join(`${space};${space}`) + space;
    });
};

/** The rules of a text; undefined if it is refused with what stands at a position of it. Any other error is thrown. */
function rulesOrRefusal(text: string, read: (text: string) => FaultRule[] = parseFaultRules): FaultRule[] | undefined {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof FaultRuleError)) throw error;
    expect(error.position).toBeGreaterThanOrEqual(1);
    expect(error.position).toBeLessThanOrEqual(text.length + 1);
    const found = JSON.parse(/^at \d+, (".*"): expected /.exec(error.message)?.[1] ?? '""') as string;
    expect(text.slice(error.position - 1).startsWith(found)).toBe(true);
    return undefined;
  }
}

describe('fault rules', () => {
  it('are read from any text, or refused with the position where it is wrong', () => {
    fc.assert(
      fc.property(texts(), (text) => void expect((rulesOrRefusal(text) ?? []).length).toBeLessThanOrEqual(16)),
      {
        numRuns: 3000,
        examples: [...INHERITED_EXAMPLES, ...INHERITED_NAMES.map((name): [string] => [`price=hang;${name}=1`])],
      },
    );
  });

  it('have a text that is read as the same rule again', () => {
    fc.assert(
      fc.property(texts(), (text) => {
        for (const rule of rulesOrRefusal(text) ?? []) expect(parseFaultRules(rule.text)).toEqual([rule]);
      }),
      { numRuns: 3000 },
    );
  });

  it('are read with any spaces around their parts', () => {
    fc.assert(
      fc.property(fc.array(rules(), { minLength: 1, maxLength: 8 }), (list) => {
        const read = parseFaultRules(list.join(','));
        expect(read.map(({ text }) => text)).toEqual(list.map((text) => text.replaceAll(/\s/g, '')));
      }),
      { numRuns: 1000 },
    );
  });

  it('of any x-fault are drawn for an attempt, or refused with a position, by each service', () => {
    const instance = { service: 'price', version: 'v1', instance: 'price-a' } as const;
    const plan = new FaultPlan(instance, 1, []);
    fc.assert(
      fc.property(texts(), fc.integer({ min: 1, max: 200 }), (text, attempt) => {
        const drawn = rulesOrRefusal(text, () => plan.draw(text, attempt)) ?? [];
        expect(drawn.filter(({ service }) => service !== 'price')).toEqual([]);
        expect(drawn.slice(0, -1).filter(({ action }) => action !== 'delay')).toEqual([]);
        expect(drawn.filter(({ messages }) => messages !== undefined)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('of any x-fault are drawn for a stream: those before the first message, then those after messages', () => {
    const instance = { service: 'price', version: 'v1', instance: 'price-a' } as const;
    const plan = new FaultPlan(instance, 1, []);
    fc.assert(
      fc.property(texts(), (text) => {
        const drawn = rulesOrRefusal(text, () => plan.draw(text, 1, 'stream')) ?? [];
        const isLater = drawn.map(({ messages }) => messages !== undefined);
        expect(isLater).toEqual(isLater.toSorted());
        const first = drawn.filter(({ messages }) => messages === undefined);
        expect(first.slice(0, -1).filter(({ action }) => action !== 'delay')).toEqual([]);
        if (first.some(({ action }) => action !== 'delay')) expect(first).toEqual(drawn);
      }),
      { numRuns: 1000 },
    );
  });

  it('that keep a service from responding are rules of that service', () => {
    fc.assert(
      fc.property(texts(), (text) => {
        const silent =
          rulesOrRefusal(text, () => parseFaultRules(silentFaultsOf(parseFaultRules(text)).get('price') ?? '')) ?? [];
        expect(silent.filter(({ service }) => service !== 'price')).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
