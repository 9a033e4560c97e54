import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { SCENARIOS } from './catalog.ts';
import { DOCUMENTS_OF_OBSERVATIONS, observationsOf } from './observations.ts';
import { readReports, type ConformanceReport } from './report.ts';

it.each(Object.entries(DOCUMENTS_OF_OBSERVATIONS))('the observations of %s are in %s', (name, document) => {
  const scenario = SCENARIOS.find((each) => each.name === name)!;
  const text = readFileSync(join(import.meta.dirname, '..', document), 'utf8');
  expect(text).toContain(`<!-- ${name} -->\n\n${observationsOf(scenario, readReports())}\n\n<!-- /${name} -->`);
});

const migration = SCENARIOS.find(({ name }) => name === 'mesh-migration');
const assertion = (expected: string, observed: string, passed = true) => ({ expected, observed, passed });

it('an observation stands in the column of its mesh, each time that it was made, and in bold if it is not as expected', () => {
  const trial = {
    expectations: [assertion('all calls', '2 of 2'), assertion('all calls', '3 of 3'), assertion('streams', '0 lost')],
    control: { expectations: [assertion('all calls', '1 of 2', false)], controlExpectations: [] },
  };
  const report: ConformanceReport = {
    mesh: 'ambient',
    startedAt: '2026-01-01T10:00:00.000Z',
    negativeControl: false,
    versions: {},
    outcomes: [{ scenario: 'mesh-migration', status: 'passed', seconds: 1, trial }],
  };
  const mutations = [
    {
      name: 'STRICT',
      failed: true,
      expectations: [assertion('all calls', '0 of 2', false), assertion('streams', '0 lost')],
    },
    { name: 'one pod', failed: false, expectations: [assertion('all calls', '2 of 2')] },
  ];
  const negativeControl: ConformanceReport = {
    ...report,
    negativeControl: true,
    outcomes: [{ scenario: 'mesh-migration', status: 'passed', seconds: 1, trial: { ...trial, mutations } }],
  };
  expect(observationsOf(migration!, [report, negativeControl]).split('\n')).toEqual([
    '| expected | Istio | Istio ambient | Linkerd |',
    '|---|---|---|---|',
    '| all calls | – | 2 of 2 · 3 of 3 | – |',
    '| streams | – | 0 lost | – |',
    '',
    '| without the rule | Istio | Istio ambient | Linkerd |',
    '|---|---|---|---|',
    '| all calls | – | **1 of 2** | – |',
    '',
    '| with a mutation fails | Istio | Istio ambient | Linkerd |',
    '|---|---|---|---|',
    '| STRICT | – | all calls: **0 of 2** | – |',
    '| one pod | – | nothing | – |',
  ]);
});
