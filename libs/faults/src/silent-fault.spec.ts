import { describe, expect, it } from 'vitest';

import { silentFaultAskedOf } from './silent-fault.ts';

describe('silentFaultAskedOf', () => {
  it.each([
    ['price=hang', 'price=hang'],
    ['price=reset;percent=20', 'price=reset;percent=20'],
    ['price = delay:2s, price = hang', 'price=delay:2s,price=hang'],
    ['price=delay:2s,price=UNAVAILABLE,reviews=hang', 'price=delay:2s'],
    ['price=UNAVAILABLE,reviews=hang', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('finds in "%s" what may keep price silent', (header, fault) => {
    expect(silentFaultAskedOf('price', header)).toBe(fault);
  });

  it('refuses a bad text', () => {
    expect(() => silentFaultAskedOf('price', 'price=NOPE')).toThrow('at 7, "NOPE"');
  });
});
