import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { chartOf } from './chart.ts';
import { readResults } from './results.ts';
import { sectionOf } from './tables.ts';

it('docs/benchmarks.md has the tables of the committed results; `npm run docs:benchmarks` writes them', () => {
  const section = `<!-- bench:mesh -->\n\n${sectionOf(readResults())}\n\n<!-- /bench:mesh -->`;
  expect(readFileSync('docs/benchmarks.md', 'utf8')).toContain(section);
});

it('docs/images/mesh-benchmark.svg is the chart of the committed results; `npm run docs:benchmarks` writes it', async () => {
  expect(readFileSync('docs/images/mesh-benchmark.svg', 'utf8')).toBe(await chartOf(readResults()));
});
