import { expect, it } from 'vitest';

import { markdownTable } from './markdown-table.ts';

it('a Markdown table escapes what would end a cell or the table', () => {
  expect(
    markdownTable(
      ['a', 'b'],
      [
        ['x|y', String.raw`x\|y`],
        ['two\nlines', ''],
      ],
    ),
  ).toBe([String.raw`| a | b |`, '|---|---|', String.raw`| x\|y | x\|y |`, '| two lines |  |'].join('\n'));
});
