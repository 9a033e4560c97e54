import { expect, it } from 'vitest';

import { namespaceOption, wholeNumberOption } from './command-options.ts';

it.each([
  ['1', {}, 1],
  ['100', {}, 100],
  ['0', { min: 0 }, 0],
])('the option %s of %j is %d', (text, bounds, value) => {
  expect(wholeNumberOption('--rounds', text, { max: 100, ...bounds })).toBe(value);
});

it.each(['0', '101', '-1', '1.5', '1e1', ' 1', '', 'many'])('the option "%s" is not a whole number', (text) => {
  expect(() => wholeNumberOption('--rounds', text, { max: 100 })).toThrow(
    `--rounds is "${text}", but must be a whole number from 1 to 100`,
  );
});

it('the bounds of a number have separators', () => {
  expect(() => wholeNumberOption('--calls', '1', { min: 1000, max: 1_000_000 })).toThrow('from 1,000 to 1,000,000');
});

it.each(['a', 'product-gateway', 'a'.repeat(52)])('the namespace %s is accepted', (name) => {
  expect(namespaceOption(name)).toBe(name);
});

it.each(['', '-a', 'a-', 'Team_A', 'a b', 'a'.repeat(53)])('the namespace "%s" is refused', (name) => {
  expect(() => namespaceOption(name)).toThrow(`--namespace is "${name}", but must be up to 52 lower-case letters`);
});
