import { expect, it } from 'vitest';

import { figureOf, figureText } from './figure.ts';

it('is the median of all samples, with the least and the most of them', () => {
  expect(figureOf([30, 10, 20, 90, 15])).toEqual({ median: 20, least: 10, most: 90 });
  expect(figureText(figureOf([1.234, 1.1, 2]), 2)).toBe('1.23 (1.10 to 2.00)');
});
