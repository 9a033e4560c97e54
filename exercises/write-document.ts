// `npm run docs:exercises`: writes docs/exercises.md of the exercises and the reports in exercises/reports/.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EXERCISES } from './catalog.ts';
import { exercisesDocument } from './document.ts';
import { readReports } from './report.ts';

const file = join(import.meta.dirname, '../docs/exercises.md');
writeFileSync(file, `${exercisesDocument(EXERCISES, readReports())}\n`);
