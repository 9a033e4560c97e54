import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const STEPS = Object.keys(scripts)
  .filter((name) => name.startsWith('ci:'))
  .map((name) => name.slice('ci:'.length))
  .toSorted();

const stepsIn = (text: string, pattern: RegExp) =>
  [...new Set(Array.from(text.matchAll(pattern), ([, steps = '']) => steps.split(' ')).flat())].toSorted();

it('.ci/run runs every step of package.json', () => {
  expect(stepsIn(read('.ci/run'), /^\s*(?:step|tests|together) ([a-z ]+)$/gm)).toEqual(STEPS);
});

it('the GitHub workflow runs every step of package.json', () => {
  expect(stepsIn(read('.github/workflows/ci.yml'), /npm run ci:([a-z]+)/g)).toEqual(STEPS);
});
