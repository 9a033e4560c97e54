import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { folderOf, SCENARIOS, unsupportedReason } from './catalog.ts';
import { fakeLoadReport } from '../libs/testbed/src/load/fake-load-report.ts';
import { matrixOf, proofOf, shortMatrixOf } from './matrix.ts';
import { MESHES } from '../libs/testbed/src/cluster/mesh.ts';
import { readReports, type ConformanceReport, type Outcome } from './report.ts';

const canary = SCENARIOS.find(({ name }) => name === 'canary')!;
const mirroring = SCENARIOS.find(({ name }) => name === 'mirroring')!;

const textOf = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

const load = (v1: number, v2: number) => fakeLoadReport('price', { a: ['v1', v1], b: ['v2', v2] });
const passed = canary.expectations(load(900, 100));
const failed = canary.expectations(load(500, 500));
const control = { expectations: failed, controlExpectations: canary.controlExpectations(load(500, 500)) };

function report(day: string, outcome: Partial<Outcome>, negativeControl = false): ConformanceReport {
  const outcomes = [{ scenario: 'canary', ...outcome } as Outcome];
  const versions = { kubernetes: 'v1', istio: '1.31.2' };
  return { mesh: 'istio', startedAt: `${day}T10:00:00.000Z`, negativeControl, versions, outcomes };
}
const PASSED = { status: 'passed', seconds: 1, trial: { expectations: passed, control } } as const;
const FAILED = { status: 'failed', seconds: 1, trial: { expectations: failed, control } } as const;
const lineOf = (start: string, reports: ConformanceReport[], scenarios = [canary]) =>
  matrixOf(scenarios as never, reports)
    .split('\n')
    .find((line) => line.startsWith(start));

describe('the generated documents', () => {
  it('docs/scenarios.md is the matrix of the scenarios and the committed reports', () => {
    expect(textOf('docs/scenarios.md')).toBe(`${matrixOf(SCENARIOS, readReports())}\n`);
  });

  it('README.md has the short matrix', () => {
    expect(textOf('README.md')).toContain(`\n\n${shortMatrixOf(SCENARIOS, readReports())}\n\n`);
  });

  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'the README of %s has its description, its commands and its proof',
    (name, scenario) => {
      const readme = textOf(`scenarios/${name}/README.md`);
      expect(readme).toMatch(`# ${name}\n\n${scenario.description}\n`);
      expect(readme).toContain(`<!-- proof -->\n\n${proofOf(scenario, readReports())}\n\n<!-- /proof -->`);
      const supporting = Object.values(MESHES).filter(
        (mesh) => (mesh.hasSidecars || mesh.name === 'none') && unsupportedReason(mesh, name) === undefined,
      );
      for (const mesh of supporting) expect(readme).toContain(`kubectl apply -k ${folderOf(mesh, name)}`);
    },
  );

  it('every link to an UNSUPPORTED.md leads to one', () => {
    const links = SCENARIOS.flatMap(({ name }) =>
      [...textOf(`scenarios/${name}/README.md`).matchAll(/\]\((\w+\/UNSUPPORTED\.md)\)/g)].map(
        ([, file]) => `scenarios/${name}/${file}`,
      ),
    );
    expect(links).not.toEqual([]);
    expect(links.filter((file) => !existsSync(join(import.meta.dirname, '..', file)))).toEqual([]);
  });
});

describe('the matrix', () => {
  it('proves nothing of a scenario that no report has or that was not run', () => {
    const row = '| [canary](../scenarios/canary/README.md) | not run | not run | not run |';
    expect(lineOf('| [canary]', [])).toBe(row);
    expect(lineOf('| [canary]', [report('2026-01-01', { status: 'not run', reason: 'so' })])).toBe(row);
  });

  it('shows the result of the newest report, with the version of the mesh and the date', () => {
    const reports = [report('2026-01-01', FAILED), report('2026-01-02', PASSED)];
    expect(lineOf('| scenario', reports)).toBe('| scenario | Istio 1.31.2, 2026-01-02 | Istio ambient | Linkerd |');
    expect(lineOf('| [canary]', reports)).toContain('| **passed** | not run | not run |');
    expect(lineOf('| [canary]', reports.toReversed())).toContain('| not proven (failed) | not run | not run |');
  });

  it('shows a scenario that a mesh does not support', () => {
    expect(lineOf('| [mirroring]', [], [mirroring] as never)).toContain(
      '| not run | not run | [unsupported](../scenarios/mirroring/linkerd/UNSUPPORTED.md) |',
    );
  });

  it('counts passed scenarios and names failed ones', () => {
    const link = '- Istio, [2026-01-01](../conformance/reports/istio-1.31.2.json):';
    expect(lineOf('- Istio', [report('2026-01-01', PASSED)])).toBe(
      `${link} 1 of 1 supported scenarios passed; kubernetes v1, istio 1.31.2`,
    );
    expect(lineOf('- Istio', [report('2026-01-01', FAILED)])).toContain(
      '0 of 1 supported scenarios passed, failed: canary;',
    );
    const error = { status: 'failed', reason: 'no image' } as const;
    expect(lineOf('- Istio', [report('2026-01-01', error)])).toContain('failed: canary');
  });

  it('counts the failed scenarios of a negative control, which proves no scenario', () => {
    const reports = [report('2026-01-01', FAILED, true)];
    expect(lineOf('| [canary]', reports)).toContain('| not run | not run | not run |');
    expect(lineOf('- Istio, negative', reports)).toContain(
      '[2026-01-01](../conformance/reports/istio-1.31.2.negative-control.json): without the rules the expectations of 1 of 1',
    );
  });
});

describe('the proof of a scenario', () => {
  it('has every assertion with its observation, and marks failed ones', () => {
    const proof = proofOf(canary as never, [report('2026-01-01', FAILED)]);
    expect(proof).toContain('**Istio 1.31.2**, 2026-01-01 ([istio](istio): GRPCRoute): failed\n\n- every request');
    expect(proof).toContain(
      '- v2 serves 10 % of the calls to price: 500 of 1000, so 44.8 % to 55.2 % at 99.9 % (**failed**)',
    );
    expect(proof).toContain('- without the rule, v2 serves more than 10 %: 500 of 1000');
    expect(proof).toContain('**Linkerd** ([linkerd](linkerd): GRPCRoute): not run.');
  });

  it('links the reason why a mesh does not support the scenario', () => {
    expect(proofOf(mirroring as never, [])).toContain('**Linkerd**: [unsupported](linkerd/UNSUPPORTED.md).');
  });
});
