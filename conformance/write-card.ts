// Makes docs/scenarios.md of the scenarios and the committed reports.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cardOf } from './card.ts';
import { SCENARIOS } from './catalogue.ts';
import { readReports } from './read-reports.ts';

writeFileSync(join(import.meta.dirname, '../docs/scenarios.md'), `${cardOf(SCENARIOS, readReports())}\n`);
