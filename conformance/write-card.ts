// Makes docs/scenarios.md, and the table in the README, of the scenarios and the committed reports.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeSection } from '../libs/markdown/src/marked-section.ts';
import { cardOf, shortCardOf } from './card.ts';
import { SCENARIOS } from './catalog.ts';
import { readReports } from './read-reports.ts';

const ROOT = join(import.meta.dirname, '..');
const reports = readReports();
writeFileSync(join(ROOT, 'docs/scenarios.md'), `${cardOf(SCENARIOS, reports)}\n`);
writeSection(join(ROOT, 'README.md'), 'scenarios', shortCardOf(SCENARIOS, reports));
