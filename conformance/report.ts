import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { MeshName } from '../libs/testbed/src/cluster/mesh.ts';
import { hasFailedAsRequired, type Trial } from './trial.ts';

/** The result of one scenario. */
export type Outcome =
  | {
      readonly scenario: string;
      readonly status: 'passed' | 'failed';
      /** As that of the report, for an outcome of another run than the newest. */
      readonly startedAt?: string;
      readonly seconds: number;
      readonly trial: Trial;
    }
  | { readonly scenario: string; readonly status: 'failed' | 'unsupported' | 'not run'; readonly reason: string };

/** A run on a cluster. What `--report` writes also has the newest outcomes of the scenarios that this run left out. */
export interface ConformanceReport {
  readonly mesh: MeshName;
  /** When the run began, in UTC, in the form of ISO 8601. */
  readonly startedAt: string;
  /** Whether the run was a negative control: without the rules and with wrong ones, so that all expectations had to fail. */
  readonly negativeControl: boolean;
  /** The versions of Kubernetes, the mesh and its proxies. */
  readonly versions: Readonly<Record<string, string>>;
  readonly outcomes: readonly Outcome[];
}

/** The reason of the scenarios that `--scenario` leaves out. */
export const NOT_SELECTED = 'It is not part of this run.';

/** Whether the outcome of a scenario is the required one: passed, or in a negative control failed without the rule and with each mutation. */
export function isAsRequired(
  { negativeControl }: Pick<ConformanceReport, 'negativeControl'>,
  outcome: Outcome,
): boolean {
  if (outcome.status === 'unsupported' || outcome.status === 'not run') return true;
  if (!negativeControl) return outcome.status === 'passed';
  return 'trial' in outcome && hasFailedAsRequired(outcome.trial);
}

/** The version in texts such as `version-2.20` and `1.31-alpha.eed52ebb66ad-Clean`. */
const VERSION = /\d+(?:\.\d+)+(?:-(?:alpha|beta|rc)(?:\.\d+(?![\da-f]))?)?/;

/** The version of the mesh in a report, such as 1.31-alpha; undefined without a mesh. */
export const meshVersionOf = ({ mesh, versions }: Pick<ConformanceReport, 'mesh' | 'versions'>): string | undefined =>
  VERSION.exec(versions[mesh] ?? '')?.[0];

/**
 * The file for a report, such as `istio-1.31-alpha.json` or `istio-1.31-alpha.negative-control.json`: one for each version of a
 * mesh and kind of run.
 */
export function fileNameOf(report: Pick<ConformanceReport, 'mesh' | 'negativeControl' | 'versions'>): string {
  const { mesh, negativeControl } = report;
  const name = [mesh, meshVersionOf(report)].filter(Boolean).join('-');
  return `${name}${negativeControl ? '.negative-control' : ''}.json`;
}

/**
 * A report with the outcomes of an earlier one for the scenarios that the run left out or did not list, as a checkout without them
 * does, each with the time of its own run. So a full report can be made of several runs, and one scenario be repeated.
 */
export function withEarlierOutcomes(
  report: ConformanceReport,
  earlier: Pick<ConformanceReport, 'startedAt' | 'outcomes'>,
): ConformanceReport {
  const before = new Map(earlier.outcomes.map((outcome) => [outcome.scenario, withTimeOf(earlier, outcome)]));
  const outcomes = report.outcomes.map((outcome) =>
    outcome.status === 'not run' ? (before.get(outcome.scenario) ?? outcome) : outcome,
  );
  for (const { scenario } of report.outcomes) before.delete(scenario);
  return { ...report, outcomes: [...outcomes, ...before.values()] };
}

const withTimeOf = ({ startedAt }: Pick<ConformanceReport, 'startedAt'>, outcome: Outcome): Outcome =>
  'trial' in outcome ? { startedAt, ...outcome } : outcome;

/** JSON with the assertions and the other scalar members of an object on one line each, so that its diffs are short. */
export const jsonOf = (report: object): string => `${compactJson(report, '')}\n`;

function compactJson(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((each) => inner + compactJson(each, inner)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value).map(([name, each]: [string, unknown]) => ({
    text: `${JSON.stringify(name)}: ${compactJson(each, inner)}`,
    isScalar: typeof each !== 'object',
  }));
  const scalars = members.filter(({ isScalar }) => isScalar).map(({ text }) => text);
  const others = members.filter(({ isScalar }) => !isScalar).map(({ text }) => text);
  if (others.length === 0) return `{ ${scalars.join(', ')} }`;
  const lines = scalars.length > 0 ? [scalars.join(', '), ...others] : others;
  return `{\n${lines.map((line) => inner + line).join(',\n')}\n${indent}}`;
}

/** Writes a report into a folder, with the outcomes of the report that is there, and returns the path of its file. */
export function writeReport(report: ConformanceReport, folder: string): string {
  const file = join(folder, fileNameOf(report));
  mkdirSync(folder, { recursive: true });
  const whole = existsSync(file) ? withEarlierOutcomes(report, readReport(file)) : report;
  writeFileSync(file, jsonOf(whole));
  return file;
}

const readReport = (file: string): ConformanceReport => JSON.parse(readFileSync(file, 'utf8')) as ConformanceReport;

/** The committed reports, the oldest first: of each version of a mesh its scenarios and its negative controls. */
export function readReports(): ConformanceReport[] {
  const folder = join(import.meta.dirname, 'reports');
  return globSync('*.json', { cwd: folder })
    .map((file) => readReport(join(folder, file)))
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}
