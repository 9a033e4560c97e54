import { describe, expect, it } from 'vitest';

import { parseFaultRules } from './parse-fault-rules.ts';
import { silentFaultsOf } from './silent-fault.ts';

describe('silentFaultsOf', () => {
  it.each([
    ['price=hang', 'price=hang'],
    ['price=reset;percent=20', 'price=reset;percent=20'],
    ['price = delay:2s, price = hang', 'price=delay:2s,price=hang'],
    ['price=delay:2s,price=UNAVAILABLE,reviews=hang', 'price=delay:2s'],
    ['price=UNAVAILABLE,reviews=hang', undefined],
    ['', undefined],
  ])('finds in "%s" the rules that may keep price from responding', (header, fault) => {
    expect(silentFaultsOf(parseFaultRules(header)).get('price')).toBe(fault);
  });
});
