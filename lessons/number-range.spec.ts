import { describe, expect, it } from 'vitest';

import { parseNumberRange } from './number-range.ts';

describe('a range of numbers', () => {
  it.each([
    ['any', 0],
    ['100..200', 100],
    ['100..200', 200],
    ['0.5..1.5', 1.25],
    ['10%of600', 60],
    ['10%of600', 45],
    ['30%of300', 105],
  ])('%s accepts %d', (text, number) => {
    expect(parseNumberRange(text).accepts(number)).toBe(true);
  });

  it.each([
    ['100..200', 99],
    ['100..200', 201],
    ['10%of600', 120],
    ['10%of600', 20],
    ['10%of600', 300],
    ['10%of600', 601],
    ['10%of600', 60.5],
    ['100..200', Number.NaN],
  ])('%s refuses %d', (text, number) => {
    expect(parseNumberRange(text).accepts(number)).toBe(false);
  });

  it.each(['', '10%', '10%of0', '110%of100', '200..100', 'some', '10', '-1..2'])('"%s" is refused', (text) => {
    expect(() => parseNumberRange(text)).toThrow(`"${text}" is not a range of numbers`);
  });
});
