import { markdownTable } from '../libs/markdown/src/markdown-table.ts';
import { MESHES, SERVICE_MESHES, type Mesh } from '../libs/testbed/src/cluster/mesh.ts';
import type { Assertion } from './assertion.ts';
import { unsupportedReason } from './catalog.ts';
import { newestMutationsOf, newestReportOf, outcomeOf } from './newest-outcome.ts';
import type { ConformanceReport } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { MutationResult } from './trial.ts';

/** The documents that have the observations of a scenario, each in a section of its name. */
export const DOCUMENTS_OF_OBSERVATIONS: Readonly<Record<string, string>> = {
  'mesh-migration': 'docs/migration.md',
  'ambient-migration': 'docs/migration.md',
  'control-plane-down': 'docs/mesh-failures.md',
  'data-plane-restart': 'docs/mesh-failures.md',
};

/**
 * Tables of what was observed of a scenario on each mesh that supports it, with its rule, without it and with each mutation of it, for
 * documents that compare the meshes.
 *
 * @param reports the committed ones, the oldest first
 */
export function observationsOf({ name }: Scenario, reports: readonly ConformanceReport[]): string {
  const columns = SERVICE_MESHES.map((mesh) => MESHES[mesh]).filter(
    (mesh) => unsupportedReason(mesh, name) === undefined,
  );
  const trials = columns.map((mesh) => {
    const outcome = outcomeOf(name, newestReportOf(mesh, reports));
    return outcome && 'trial' in outcome ? outcome.trial : undefined;
  });
  const table = (heading: string, assertions: readonly (readonly Assertion[])[]) => {
    const expected = [...new Set(assertions.flatMap((ofMesh) => ofMesh.map((assertion) => assertion.expected)))];
    const rows = expected.map((text) => [text].concat(assertions.map((ofMesh) => cellOf(ofMesh, text))));
    return markdownTable([heading, ...columns.map(({ title }) => title)], rows);
  };
  return [
    table(
      'expected',
      trials.map((trial) => trial?.expectations ?? []),
    ),
    table(
      'without the rule',
      trials.map((trial) => trial?.control.expectations ?? []),
    ),
    ...mutationTable(name, columns, reports),
  ].join('\n\n');
}

/** A table of the expectations that each mutation made fail; none if no mutation was tried. */
function mutationTable(scenario: string, columns: readonly Mesh[], reports: readonly ConformanceReport[]): string[] {
  const results = columns.map((mesh) => newestMutationsOf(scenario, mesh, reports) ?? []);
  const names = [...new Set(results.flatMap((ofMesh) => ofMesh.map(({ name }) => name)))];
  if (names.length === 0) return [];
  const rows = names.map((name) => [name].concat(results.map((ofMesh) => failuresOf(ofMesh, name))));
  return [markdownTable(['with a mutation fails', ...columns.map(({ title }) => title)], rows)];
}

/** What was observed of the expectations that failed with a mutation; a dash where the mesh does not have it. */
function failuresOf(results: readonly MutationResult[], mutation: string): string {
  const result = results.find(({ name }) => name === mutation);
  if (!result) return '–';
  const failures = result.expectations.filter(({ passed }) => !passed);
  return failures.map(({ expected, observed }) => `${expected}: **${observed}**`).join(' · ') || 'nothing';
}

/** What was observed of an expectation, each time; a dash where the mesh has none. */
function cellOf(assertions: readonly Assertion[], expected: string): string {
  const cells = assertions
    .filter((assertion) => assertion.expected === expected)
    .map(({ observed, passed }) => (passed ? observed : `**${observed}**`));
  return cells.join(' · ') || '–';
}
