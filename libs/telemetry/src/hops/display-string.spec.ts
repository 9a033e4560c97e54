import { expect, it } from 'vitest';

import { displayString, readDisplayString } from './display-string.ts';

it.each([
  ['müller', '%"m%c3%bcller"'],
  ['a "b" 100%', '%"a %22b%22 100%25"'],
  ['日本\n', '%"%e6%97%a5%e6%9c%ac%0a"'],
  ['😀', '%"%f0%9f%98%80"'],
  ['', '%""'],
])('%j is written as a Display String and read from it', (text, field) => {
  expect(displayString(text)).toBe(field);
  expect(readDisplayString(field)).toBe(text);
});

it('a Display String has U+FFFD in place of a lone surrogate, and nothing is read from octets that are no UTF-8', () => {
  expect(displayString('a\ud800b')).toBe('%"a%ef%bf%bdb"');
  expect(readDisplayString('%"%ff"')).toBe('');
});
