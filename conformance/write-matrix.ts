// `npm run docs:scenarios`: writes docs/scenarios.md, docs/apis.md, the table in README.md, the proof in the README of each scenario,
// and the observations in documents that compare the meshes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeSection } from '../libs/markdown/src/marked-section.ts';
import { apisDocument } from './api-table.ts';
import { apiUsesOf } from './api-uses.ts';
import { SCENARIOS } from './catalog.ts';
import { matrixOf, proofOf, shortMatrixOf } from './matrix.ts';
import { DOCUMENTS_OF_OBSERVATIONS, observationsOf } from './observations.ts';
import { readReports } from './report.ts';

const ROOT = join(import.meta.dirname, '..');
const reports = readReports();
writeFileSync(join(ROOT, 'docs/scenarios.md'), `${matrixOf(SCENARIOS, reports)}\n`);
writeSection(join(ROOT, 'README.md'), 'scenarios', shortMatrixOf(SCENARIOS, reports));
for (const scenario of SCENARIOS) {
  writeSection(join(ROOT, 'scenarios', scenario.name, 'README.md'), 'proof', proofOf(scenario, reports));
  const document = DOCUMENTS_OF_OBSERVATIONS[scenario.name];
  if (document) writeSection(join(ROOT, document), scenario.name, observationsOf(scenario, reports));
}
writeFileSync(join(ROOT, 'docs/apis.md'), `${apisDocument(await apiUsesOf(SCENARIOS), reports)}\n`);
