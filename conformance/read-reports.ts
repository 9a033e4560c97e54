import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { NamedReport } from './card.ts';
import type { ConformanceReport } from './report.ts';

const FOLDER = join(import.meta.dirname, 'reports');

/** The reports that are committed, the oldest first. */
export function readReports(): NamedReport[] {
  return globSync('*.json', { cwd: FOLDER })
    .map((file) => ({
      name: basename(file, '.json'),
      report: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as ConformanceReport,
    }))
    .toSorted((a, b) => (a.report.startedAt < b.report.startedAt ? -1 : 1));
}
