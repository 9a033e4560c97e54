import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { cardOf, type NamedReport } from './card.ts';
import { SCENARIOS } from './catalogue.ts';
import { markdownOf } from './report-text.ts';
import { readReports } from './read-reports.ts';
import type { Outcome } from './report.ts';
import { canary } from './scenarios/canary.ts';
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
    '| [canary](#canary) | **passed**, 1 of 1 runs, [2026-01-01](../conformance/reports/istio-2026-01-01.md) | not proven | takes a mesh |',
  );
  expect(rowOf([passed, report('2026-01-02', tried('failed'), 'linkerd')])).toContain('**failed**, 0 of 1 runs');
  expect(rowOf([passed, report('2026-01-02', tried('failed'))])).toContain('**failed**, 1 of 2 runs');
  expect(rowOf([passed, report('2026-01-02', { status: 'failed', reason: 'no image' })])).toContain(
    '**failed**, 1 of 2',
  );
});
