import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { readBudgets, type Budgets } from './read-budgets.ts';

const BUDGETS = JSON.parse(readFileSync('bench/budgets.json', 'utf8')) as Budgets;

it.each([
  ['a key is missing', { ...BUDGETS, page: { kB: 9 } }, 'page.requests is missing'],
  ['a key is unknown', { ...BUDGETS, page: { ...BUDGETS.page, seconds: 1 } }, 'page.seconds is unknown'],
  ['a budget is no number', { ...BUDGETS, readyMs: '350' }, 'readyMs is "350", but must be a number above 0'],
  ['a budget is 0', { ...BUDGETS, readyMs: 0 }, 'readyMs is 0, but must be a number above 0'],
  ['an object is a number', { ...BUDGETS, page: 9 }, 'page is 9, but must be an object'],
])('says so if %s', async (_what, budgets, complaint) => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'budgets-'));
  const file = join(directory.path, 'budgets.json');
  writeFileSync(file, JSON.stringify(budgets));
  expect(() => readBudgets(file)).toThrow(new Error(`${file}: ${complaint}`));
});
