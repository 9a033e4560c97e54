import { describe, expect, it } from 'vitest';

import { FaultPlan } from './fault-plan.ts';
import { parseFaultRules } from './parse-fault-rules.ts';

const HALF = 'price=UNAVAILABLE;percent=50';

interface Start {
  readonly rules?: string;
  readonly seed?: number;
  readonly instance?: string;
}

const planOf = ({ rules = '', seed = 1, instance = 'price-1' }: Start = {}) =>
  new FaultPlan({ service: 'price', version: 'v1', instance }, seed, parseFaultRules(rules));

const textsOf = (plan: FaultPlan, header?: string, attempt = 1) => plan.draw(header, attempt).map(({ text }) => text);

/** Which of so many first attempts meet a fault. */
const sequence = (plan: FaultPlan, header?: string, length = 200) =>
  Array.from({ length }, () => plan.draw(header, 1).length > 0);

describe('FaultPlan', () => {
  it('draws no rule without rules', () => {
    expect(textsOf(planOf())).toEqual([]);
  });

  it('draws only what names its own service', () => {
    const plan = planOf({ rules: 'reviews=hang,price=delay:1s' });
    expect(textsOf(plan, 'inventory=NOT_FOUND,price=ABORTED')).toEqual(['price=delay:1s', 'price=ABORTED']);
  });

  it('draws delays in the order in which they are written, up to the rule that ends the call', () => {
    expect(textsOf(planOf(), 'price=delay:2s,price=delay:1s,price=hang,price=delay:3s,price=reset')).toEqual([
      'price=delay:2s',
      'price=delay:1s',
      'price=hang',
    ]);
  });

  it('draws rules with when=after last, and not at all if the call ends before', () => {
    const [after, late] = ['price=INTERNAL;when=after', 'price=delay:1s;when=after'];
    expect(textsOf(planOf(), `${late},${after},price=delay:2s`)).toEqual(['price=delay:2s', late, after]);
    expect(textsOf(planOf(), `${after},price=hang;when=after`)).toEqual([after]);
    expect(textsOf(planOf(), `${after},price=hang`)).toEqual(['price=hang']);
  });

  it('draws no rule with when=after for a stream', () => {
    const drawn = planOf().draw('price=INTERNAL;when=after,price=hang;messages=1', 1, 'stream');
    expect(drawn.map(({ text }) => text)).toEqual(['price=hang;messages=1']);
  });

  it('applies the rules of the instance before those of the request', () => {
    expect(textsOf(planOf({ rules: 'price=INTERNAL' }), 'price=delay:1s')).toEqual(['price=INTERNAL']);
  });

  it('draws a rule with first=2 for the attempts 1 and 2', () => {
    const plan = planOf();
    const drawn = [1, 2, 3, 4].map((attempt) => plan.draw('price=UNAVAILABLE;first=2', attempt).length);
    expect(drawn).toEqual([1, 1, 0, 0]);
  });

  it('draws a sample of a rule only for attempts that its first admits', () => {
    const header = `${HALF};first=1`;
    const plan = planOf();
    const drawn = Array.from({ length: 200 }, () => {
      expect(plan.draw(header, 2)).toEqual([]);
      return plan.draw(header, 1).length > 0;
    });
    expect(drawn).toEqual(sequence(planOf(), header));
    expect(new Set(drawn)).toEqual(new Set([true, false]));
  });

  it('continues the samples over requests with the same x-fault, whatever other requests have between them', () => {
    const plan = planOf();
    const drawn = Array.from({ length: 200 }, (_, index) => {
      plan.draw(`price=ABORTED;percent=${(index % 100) + 1}`, 1);
      return plan.draw(HALF, 1).length > 0;
    });
    expect(drawn).toEqual(sequence(planOf(), HALF));
  });

  it('repeats itself with the same seed, and not with another or at another replica', () => {
    const drawn = sequence(planOf(), HALF);
    expect(sequence(planOf(), HALF)).toEqual(drawn);
    expect(sequence(planOf({ seed: 2 }), HALF)).not.toEqual(drawn);
    expect(sequence(planOf({ instance: 'price-2' }), HALF)).not.toEqual(drawn);
  });

  it.each([
    ['in one text', '', `price=delay:1s;percent=50,${HALF}`],
    ['that are the same, of the instance and of a request', 'price=delay:1s;percent=50', 'price=delay:1s;percent=50'],
  ])('draws independent samples for two rules %s', (_, rules, header) => {
    const plan = planOf({ rules });
    const both = Array.from({ length: 10_000 }, () => plan.draw(header, 1).length).filter((drawn) => drawn === 2);
    expect(Math.abs(both.length - 2500)).toBeLessThan(5 * Math.sqrt(10_000 * 0.25 * 0.75));
  });

  it('keeps to the percentage of each text even if there are more texts than it remembers', () => {
    const plan = planOf();
    const texts = Array.from({ length: 300 }, (_, index) => `${HALF}${' '.repeat(index)}`);
    const rounds = Array.from({ length: 100 }, () => texts.map((text) => plan.draw(text, 1).length));
    for (const index of texts.keys()) {
      const drawn = rounds.filter((counts) => counts[index] === 1);
      expect(Math.abs(drawn.length - 50)).toBeLessThan(5 * Math.sqrt(100 / 4));
    }
  });

  it('refuses a bad text each time', () => {
    const plan = planOf();
    expect(() => plan.draw('price=NOPE', 1)).toThrow('at 7, "NOPE": expected a gRPC status');
    expect(() => plan.draw('price=NOPE', 1)).toThrow('at 7, "NOPE": expected a gRPC status');
  });
});
