import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import {
  fileNameOf,
  isAsRequired,
  jsonOf,
  withEarlierOutcomes,
  writeReport,
  type ConformanceReport,
  type Outcome,
} from './report.ts';

const [yes, no] = [true, false].map((passes) => [{ expected: 'e', observed: 'o', passed: passes }]) as [
  never[],
  never[],
];
const passed: Outcome = {
  scenario: 'canary',
  status: 'passed',
  seconds: 1,
  trial: { expectations: yes, control: { expectations: no, controlExpectations: yes } },
};
const failed: Outcome = { ...passed, status: 'failed', trial: { ...passed.trial, expectations: no } };
const broken: Outcome = { scenario: 'canary', status: 'failed', reason: 'no image' };

it('a scenario must pass, and in a negative control it must fail', () => {
  expect([passed, failed, broken].map((outcome) => isAsRequired({ negativeControl: false }, outcome))).toEqual([
    true,
    false,
    false,
  ]);
  expect([passed, failed].map((outcome) => isAsRequired({ negativeControl: true }, outcome))).toEqual([false, true]);
});

it.each([
  [[], true],
  [[true, true], true],
  [[true, false], false],
])('a negative control whose mutations failed %j is as required: %j', (results, expected) => {
  const mutations = results.map((hasFailed) => ({ name: 'm', expectations: no, failed: hasFailed }));
  const outcome: Outcome = { ...failed, trial: { ...failed.trial, mutations } };
  expect(isAsRequired({ negativeControl: true }, outcome)).toBe(expected);
});

it('a scenario that ended with an error does not satisfy a negative control', () => {
  expect(isAsRequired({ negativeControl: true }, broken)).toBe(false);
});

it('a scenario that is unsupported or was not run is no failure', () => {
  for (const status of ['unsupported', 'not run'] as const) {
    expect(isAsRequired({ negativeControl: false }, { scenario: 'canary', status, reason: 'so' })).toBe(true);
  }
});

const REPORT: ConformanceReport = {
  mesh: 'istio',
  startedAt: '2026-01-01T10:00:00.000Z',
  negativeControl: false,
  versions: { kubernetes: 'v1.34.3', istio: '1.31-alpha.eed52ebb66ad-eed52ebb66ad-Clean' },
  outcomes: [passed, broken],
};

it.each([
  [REPORT, 'istio-1.31-alpha.json'],
  [{ ...REPORT, versions: { istio: '1.31.2' } }, 'istio-1.31.2.json'],
  [{ ...REPORT, versions: { istio: '1.31-alpha.1ed52ebb66ad-Clean' } }, 'istio-1.31-alpha.json'],
  [{ ...REPORT, versions: { istio: '1.31.0-rc.1' } }, 'istio-1.31.0-rc.1.json'],
  [{ ...REPORT, negativeControl: true }, 'istio-1.31-alpha.negative-control.json'],
  [{ ...REPORT, mesh: 'linkerd', versions: { linkerd: 'version-2.20' } }, 'linkerd-2.20.json'],
  [{ ...REPORT, mesh: 'none' }, 'none.json'],
] as [ConformanceReport, string][])(
  'the report %#, of one version and kind of run, has the file name %s',
  (report, name) => {
    expect(fileNameOf(report)).toBe(name);
  },
);

it('the JSON of a report has one line for each assertion, and parses to the same report', () => {
  const json = jsonOf(REPORT);
  expect(JSON.parse(json)).toEqual(REPORT);
  expect(json.split('\n').filter((line) => line.includes('"expected"'))).toHaveLength(3);
  expect(json).toContain('\n          { "expected": "e", "observed": "o", "passed": true }\n');
});

const LATER = '2026-01-02T10:00:00.000Z';
const notRun: Outcome = { scenario: 'canary', status: 'not run', reason: 'It is not part of this run.' };

it('a report keeps the earlier outcome of a scenario that its run left out, with the time of that run', () => {
  const later = { ...REPORT, startedAt: LATER, outcomes: [notRun, { ...broken, scenario: 'mtls' }] };
  const earlier = { ...REPORT, outcomes: [passed, { ...passed, scenario: 'mtls' }] };
  const whole = withEarlierOutcomes(later, earlier);
  expect(whole).toEqual({ ...later, outcomes: [{ ...passed, startedAt: REPORT.startedAt }, later.outcomes[1]] });
  const latest = { ...later, startedAt: '2026-01-03T10:00:00.000Z', outcomes: [notRun] };
  expect(withEarlierOutcomes(latest, whole).outcomes).toEqual(whole.outcomes);
});

it('a report that is written beside one with other scenarios replaces its own alone, and keeps theirs', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'report-'));
  const unsupported: Outcome = { scenario: 'failover', status: 'unsupported', reason: 'so' };
  const earlier = [passed, { ...passed, scenario: 'mtls' }, unsupported];
  const file = writeReport({ ...REPORT, outcomes: earlier }, folder.path);
  writeReport({ ...REPORT, startedAt: LATER, outcomes: [failed] }, folder.path);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    ...REPORT,
    startedAt: LATER,
    outcomes: [failed, { ...passed, scenario: 'mtls', startedAt: REPORT.startedAt }, unsupported],
  });
});

it('a report that is written beside an earlier one has the outcomes of both', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'report-'));
  const file = writeReport({ ...REPORT, outcomes: [passed] }, folder.path);
  expect(writeReport({ ...REPORT, startedAt: LATER, outcomes: [notRun] }, folder.path)).toBe(file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    ...REPORT,
    startedAt: LATER,
    outcomes: [{ ...passed, startedAt: REPORT.startedAt }],
  });
});
