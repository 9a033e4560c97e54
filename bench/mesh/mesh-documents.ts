import { writeFileSync } from 'node:fs';

import { writeSection } from '../../libs/markdown/src/marked-section.ts';
import { chartOf } from './chart.ts';
import { readResults } from './results.ts';
import { sectionOf } from './tables.ts';

/** Writes the tables and the chart of the committed results. */
export async function writeMeshDocuments(): Promise<void> {
  const results = readResults();
  writeSection('docs/benchmarks.md', 'bench:mesh', sectionOf(results));
  writeFileSync('docs/images/mesh-benchmark.svg', await chartOf(results));
}
