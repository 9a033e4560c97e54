import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { issueLink } from './issue-link.ts';
import { markdownTable } from './markdown-table.ts';
import { writeSection } from './marked-section.ts';

it('a table has a header, a line below it and a line for each row', () => {
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n|---|---|\n| 1 | 2 |');
});

it.each([
  ['https://github.com/istio/istio/issues/6335', 'istio#6335'],
  ['https://github.com/linkerd/linkerd2-proxy-api/pull/388', 'linkerd2-proxy-api#388'],
])('a link to %s has the text %s', (url, text) => {
  expect(issueLink(url)).toBe(`[${text}](${url})`);
});

it('a section of a document is written between its markers, and nothing else changes', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'markdown-'));
  const file = join(folder.path, 'README.md');
  writeFileSync(file, 'before\n\n<!-- x -->\n\nold\n\n<!-- /x -->\n\nafter\n');
  writeSection(file, 'x', 'new');
  expect(readFileSync(file, 'utf8')).toBe('before\n\n<!-- x -->\n\nnew\n\n<!-- /x -->\n\nafter\n');
});
