// What the newest reports have of a scenario on a mesh.
import type { Mesh } from '../libs/testbed/src/cluster/mesh.ts';
import { meshVersionOf, type ConformanceReport, type Outcome } from './report.ts';
import type { MutationResult } from './trial.ts';

type Reports = readonly ConformanceReport[];

/** The newest report of a mesh that is no negative control. */
export const newestReportOf = ({ name }: Mesh, reports: Reports): ConformanceReport | undefined =>
  reports.findLast(({ mesh, negativeControl }) => mesh === name && !negativeControl);

/** The outcome of a scenario in a report. */
export const outcomeOf = (scenario: string, report: ConformanceReport | undefined): Outcome | undefined =>
  report?.outcomes.find((outcome) => outcome.scenario === scenario);

/** The mutations of a scenario in the newest negative control of a mesh; undefined if it has not tried any. */
export function newestMutationsOf(
  scenario: string,
  { name }: Mesh,
  reports: Reports,
): readonly MutationResult[] | undefined {
  const report = reports.findLast(({ mesh, negativeControl }) => mesh === name && negativeControl);
  const outcome = outcomeOf(scenario, report);
  return outcome && 'trial' in outcome ? outcome.trial.mutations : undefined;
}

/** The heading of a column for a mesh: its title, and the version and date of its newest report. */
export function headingOf(mesh: Mesh, reports: Reports): string {
  const report = newestReportOf(mesh, reports);
  return report ? `${mesh.title} ${meshVersionOf(report)}, ${dateOf(report)}` : mesh.title;
}

/** The day on which a run began. */
export const dateOf = ({ startedAt }: { readonly startedAt: string }): string => startedAt.slice(0, 10);
