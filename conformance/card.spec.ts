import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { cardOf, shortCardOf, type NamedReport } from './card.ts';
import { SCENARIOS } from './catalog.ts';
import { markdownOf } from './report-text.ts';
import { readReports } from './read-reports.ts';
import type { Outcome } from './report.ts';
import { scenario as canary } from '../scenarios/canary/canary.ts';
import { observedLoad } from './observed-load.ts';

const ROOT = join(import.meta.dirname, '..');

const verdict = canary.verdict(observedLoad('price', { a: ['v1', 900], b: ['v2', 100] }));
const control = { verdict, opposite: canary.opposite(observedLoad('price', { a: ['v1', 500], b: ['v2', 500] })) };

function report(day: string, outcome: Partial<Outcome>, mesh: 'istio' | 'linkerd' = 'istio'): NamedReport {
  const outcomes = [{ scenario: 'canary', ...outcome } as Outcome];
  return {
    name: `${mesh}-${day}`,
    report: { mesh, startedAt: `${day}T10:00:00.000Z`, sabotage: false, versions: { kubernetes: 'v1' }, outcomes },
  };
}
const tried = (status: 'passed' | 'failed') => ({ status, seconds: 1, trial: { verdict, control } });
const rowOf = (reports: NamedReport[]) =>
  cardOf([canary], reports)
    .split('\n')
    .find((line) => line.startsWith('| [canary]'));

it('docs/scenarios.md is what the scenarios and the committed reports make it', () => {
  expect(readFileSync(join(ROOT, 'docs/scenarios.md'), 'utf8')).toBe(`${cardOf(SCENARIOS, readReports())}\n`);
});

it('the README shows it in short', () => {
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`\n\n${shortCardOf(SCENARIOS, readReports())}\n\n`);
});

it('every committed report is there to read, too', () => {
  for (const { name, report: committed } of readReports()) {
    expect(readFileSync(join(ROOT, `conformance/reports/${name}.md`), 'utf8')).toBe(markdownOf(committed));
  }
});

it('claims nothing of a mesh on which a scenario was not run', () => {
  const row = '| [canary](#canary) | not proven | not proven | takes a mesh |';
  expect(rowOf([])).toBe(row);
  expect(rowOf([report('2026-01-01', { status: 'not run', reason: 'It was not asked for.' })])).toBe(row);
});

it('tells how it went last, and how often it passed', () => {
  const passed = report('2026-01-01', tried('passed'));
  expect(rowOf([passed])).toBe(
    '| [canary](#canary) | **passed** once, [2026-01-01](../conformance/reports/istio-2026-01-01.md) | not proven | takes a mesh |',
  );
  expect(rowOf([passed, report('2026-01-02', tried('failed'), 'linkerd')])).toContain('**failed**, 0 of 1 runs passed');
  expect(rowOf([passed, report('2026-01-02', tried('failed'))])).toContain('**failed**, 1 of 2 runs passed');
  expect(rowOf([passed, report('2026-01-02', { status: 'failed', reason: 'no image' })])).toContain(
    '**failed**, 1 of 2',
  );
});

it('tells how often it passed in a row, and in all', () => {
  const runs = (['passed', 'failed', 'passed', 'passed'] as const).map((status, day) =>
    report(`2026-01-0${day + 1}`, tried(status)),
  );
  expect(rowOf(runs)).toContain('**passed** 2 times in a row, 3 of 4 runs in all, [2026-01-04]');
  expect(rowOf(runs.slice(2))).toContain('**passed** 2 times in a row, [2026-01-04]');
});

it('counts a run without any rule for no scenario, and tells how many verdicts failed in it', () => {
  const even = canary.verdict(observedLoad('price', { a: ['v1', 500], b: ['v2', 500] }));
  const failed = { status: 'failed', seconds: 1, trial: { verdict: even, control } } as const;
  const { name, report: without } = report('2026-01-01', failed);
  const card = cardOf([canary], [{ name, report: { ...without, sabotage: true } }]);
  expect(card).toContain('| [canary](#canary) | not proven |');
  expect(card).toContain(
    '- Istio, each rule taken away, [2026-01-01](../conformance/reports/istio-2026-01-01.md): 1 of 1 verdicts failed',
  );
});
