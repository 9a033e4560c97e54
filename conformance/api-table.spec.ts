import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { kustomizeIsMissing } from '../libs/testbed/src/cluster/kustomize.ts';
import { MESHES } from '../libs/testbed/src/cluster/mesh.ts';
import { apisDocument } from './api-table.ts';
import { apiUsesOf, type ApiUse } from './api-uses.ts';
import { SCENARIOS } from './catalog.ts';
import { readReports, type ConformanceReport } from './report.ts';

/** kustomize builds each folder of scenarios/, on a machine that may be busy. */
const SLOW = { timeout: 600_000 };

describe.skipIf(kustomizeIsMissing())('docs/apis.md', SLOW, () => {
  it('is the table of the scenarios and the committed reports, in which nothing that is ignored works', async () => {
    const uses = await apiUsesOf(SCENARIOS);
    const file = join(import.meta.dirname, '../docs/apis.md');
    expect(readFileSync(file, 'utf8')).toBe(`${apisDocument(uses, readReports())}\n`);
    const keyOf = ({ group, kind, field, attachment, condition, mesh }: ApiUse) =>
      JSON.stringify([group, kind, field, attachment, condition, mesh.name]);
    const used = new Set(uses.filter(({ mutation }) => mutation !== undefined).map(keyOf));
    expect(uses.filter((use) => use.observation && used.has(keyOf(use)))).toEqual([]);
  });
});

const WEIGHT = {
  group: 'gateway.networking.k8s.io',
  kind: 'GRPCRoute',
  field: 'spec.rules[].backendRefs[].weight',
  attachment: 'parentRefs: Service',
};
const use = (changes: Partial<ApiUse> = {}): ApiUse => ({
  ...WEIGHT,
  mesh: MESHES.istio,
  scenario: 'canary',
  mutation: 'the weights are 80 and 20',
  ...changes,
});

const trial = { expectations: [], control: { expectations: [], controlExpectations: [] } };

function report(status: 'passed' | 'failed', mutations?: Readonly<Record<string, boolean>>): ConformanceReport {
  const results = Object.entries(mutations ?? {}).map(([name, failed]) => ({ name, failed, expectations: [] }));
  const outcome = {
    scenario: 'canary',
    status,
    seconds: 1,
    trial: { ...trial, ...(mutations && { mutations: results }) },
  };
  return {
    mesh: 'istio',
    startedAt: '2026-01-01T10:00:00.000Z',
    negativeControl: mutations !== undefined,
    versions: { istio: '1.31.2' },
    outcomes: [outcome],
  };
}

const rowsOf = (uses: readonly ApiUse[], reports: readonly ConformanceReport[]) =>
  apisDocument(uses, reports)
    .split('\n')
    .filter((line) => /^\| [A-Z]/.test(line));

const START = '| GRPCRoute | `spec.rules[].backendRefs[].weight` | parentRefs: Service |';
const PROOF = '[canary](../scenarios/canary/README.md#proof';

describe('a field', () => {
  it('works if the scenario passed and its expectations failed with a mutation of the field', () => {
    expect(rowsOf([use()], [report('passed'), report('failed', { 'the weights are 80 and 20': true })])).toEqual([
      `${START} **works**: ${PROOF} "the weights are 80 and 20") | not tried | not tried |`,
    ]);
  });

  it('works without a negative control if the scenario passed and no mutation was tried', () => {
    expect(rowsOf([use()], [report('passed')])).toEqual([
      `${START} **works**, without a negative control: ${PROOF}) | not tried | not tried |`,
    ]);
  });

  it.each([
    ['the scenario failed', [report('failed')]],
    ['the scenario was not run', []],
    ['its mutation survived', [report('passed'), report('failed', { 'the weights are 80 and 20': false })]],
    ['only another mutation failed', [report('passed'), report('failed', { 'the rule is removed': true })]],
  ])('is not known to work if %s', (_, reports) => {
    expect(rowsOf([use()], reports)).toEqual([`${START} not tried | not tried | not tried |`]);
  });

  it('has one row for all scenarios and meshes that use it', () => {
    const uses = [use(), use({ scenario: 'blue-green' }), use({ mesh: MESHES.linkerd })];
    expect(rowsOf(uses, [])).toHaveLength(1);
  });

  it.each([
    [{ group: 'networking.istio.io', kind: 'VirtualService' }, 'not tried | not tried | –'],
    [{ group: 'policy.linkerd.io', kind: 'Server' }, '– | – | not tried'],
    [{ attachment: 'parentRefs: policy.linkerd.io Server' }, '– | – | not tried'],
    [{ group: '', kind: 'Namespace', field: 'label istio-injection' }, 'not tried | not tried | –'],
  ])('with %j is one of the meshes that define it', (changes, cells) => {
    expect(rowsOf([use(changes)], [])).toEqual([expect.stringContaining(`| ${cells} |`)]);
  });

  it('that was observed to be ignored is so in its cell, and the observation is below', () => {
    const observation = {
      ...WEIGHT,
      fields: [WEIGHT.field, 'spec.parentRefs[].port'],
      condition: 'of zero',
      result: 'ignored',
      version: '2.20',
      observed: 'All calls went to v1.',
      issue: 'https://github.com/linkerd/linkerd2/issues/1',
      proof: 'scenarios/canary/README.md',
    } as const;
    const uses = observation.fields.map((field) => use({ ...observation, field, observation, mesh: MESHES.linkerd }));
    const text = apisDocument(uses, []);
    expect(text.match(/^- Linkerd/gm)).toHaveLength(1);
    expect(text).toContain(
      '` of zero | parentRefs: Service | not tried | not tried | **ignored**: [canary](../scenarios/',
    );
    expect(text).toContain(
      '- Linkerd 2.20, GRPCRoute `spec.rules[].backendRefs[].weight`, `spec.parentRefs[].port` of zero (parentRefs: Service): **ignored**. All calls went to v1. ([canary](../scenarios/canary/README.md), [linkerd2#1](https://github.com/linkerd/linkerd2/issues/1))',
    );
  });
});
