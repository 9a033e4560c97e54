// Makes docs/scenarios.md, and the table in the README, of the scenarios and the committed reports.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cardOf, shortCardOf } from './card.ts';
import { SCENARIOS } from './catalogue.ts';
import { readReports } from './read-reports.ts';

const ROOT = join(import.meta.dirname, '..');
const README = join(ROOT, 'README.md');
const TABLE = /(<!-- scenarios -->\n\n)[\s\S]*(\n\n<!-- \/scenarios -->)/;

const reports = readReports();
writeFileSync(join(ROOT, 'docs/scenarios.md'), `${cardOf(SCENARIOS, reports)}\n`);
const short = shortCardOf(SCENARIOS, reports);
writeFileSync(
  README,
  readFileSync(README, 'utf8').replace(TABLE, (_, start, end) => `${start}${short}${end}`),
);
