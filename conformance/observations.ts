import { markdownTable } from '../libs/markdown/src/markdown-table.ts';
import { MESHES, SERVICE_MESHES } from '../libs/testbed/src/cluster/mesh.ts';
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
  const titles = columns.map(({ title }) => title);
  const table = (heading: string, assertions: readonly (readonly Assertion[])[]) =>
    comparisonTable([heading, ...titles], assertions, ({ expected }) => expected, textOfObservations);
  const mutations = columns.map((mesh) => newestMutationsOf(name, mesh, reports) ?? []);
  return [
    table(
      'expected',
      trials.map((trial) => trial?.expectations ?? []),
    ),
    table(
      'without the rule',
      trials.map((trial) => trial?.control.expectations ?? []),
    ),
    ...(mutations.flat().length > 0
      ? [comparisonTable(['with a mutation fails', ...titles], mutations, (mutation) => mutation.name, textOfFailures)]
      : []),
  ].join('\n\n');
}

/** A table with a row for each name and a column for each mesh, in whose cells are the results of this name; a dash for none. */
function comparisonTable<Result>(
  headings: readonly string[],
  resultsOfMeshes: readonly (readonly Result[])[],
  nameOf: (result: Result) => string,
  textOf: (results: readonly Result[]) => string,
): string {
  const names = [...new Set(resultsOfMeshes.flat().map(nameOf))];
  const cellOf = (results: readonly Result[]) => (results.length > 0 ? textOf(results) : '–');
  const rows = names.map((name) =>
    [name].concat(resultsOfMeshes.map((results) => cellOf(results.filter((result) => nameOf(result) === name)))),
  );
  return markdownTable(headings, rows);
}

/** What was observed of an expectation, each time. */
const textOfObservations = (assertions: readonly Assertion[]): string =>
  assertions.map(({ observed, passed }) => (passed ? observed : `**${observed}**`)).join(' · ');

/** What was observed of the expectations that failed with a mutation. */
function textOfFailures(results: readonly MutationResult[]): string {
  const failures = results.flatMap(({ expectations }) => expectations.filter(({ passed }) => !passed));
  return failures.map(({ expected, observed }) => `${expected}: **${observed}**`).join(' · ') || 'nothing';
}
