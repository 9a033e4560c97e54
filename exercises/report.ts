import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { fileNameOf as conformanceFileNameOf } from '../conformance/report.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { linesOf, type Grade } from './grading.ts';
import { problemsIn } from './mesh-status.ts';

/** The three grades of an exercise. */
export interface Proof {
  readonly exercise: string;
  /** In UTC, in the form of ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly proven: boolean;
  readonly untouched: PhaseReport;
  readonly broken: PhaseReport;
  readonly repaired: PhaseReport;
}

/** A grade as it is kept, with the lines of `meshStatus` at that time. */
export interface PhaseReport {
  readonly health: Grade['health'];
  readonly observed: readonly string[];
  readonly meshStatus: readonly string[];
}

/** What `--report` writes: of each exercise the newest proof on one version of a mesh. */
export interface ExercisesReport {
  readonly mesh: ServiceMesh;
  /** The versions of Kubernetes, the mesh and its proxies. */
  readonly versions: Readonly<Record<string, string>>;
  readonly proofs: readonly Proof[];
}

/** The grades that prove an exercise. */
export const REQUIRED = { untouched: 'healthy', broken: 'broken', repaired: 'healthy' } as const;

/** A grade with what the mesh reported, as it is kept. */
export const phaseReportOf = (grade: Grade, meshStatus: readonly string[]): PhaseReport => ({
  health: grade.health,
  observed: linesOf(grade),
  meshStatus,
});

/** The problems that the mesh reported of the broken deployment and not of the healthy one. */
export function reportedByMesh({ untouched, broken, repaired }: Pick<Proof, keyof typeof REQUIRED>): string[] {
  const always = new Set([...untouched.meshStatus, ...repaired.meshStatus]);
  return problemsIn(broken.meshStatus).filter((line) => !always.has(line));
}

/** Whether the grades are the required ones. */
export const isProven = (proof: Pick<Proof, keyof typeof REQUIRED>): boolean =>
  Object.entries(REQUIRED).every(([phase, health]) => proof[phase as keyof typeof REQUIRED].health === health);

/** The file of a report, such as istio-1.31-alpha.json. */
export const fileNameOf = (report: Pick<ExercisesReport, 'mesh' | 'versions'>): string =>
  conformanceFileNameOf({ ...report, negativeControl: false });

/** The proofs of two reports, where newer ones replace older ones of the same exercise. */
export function mergeProofs(older: readonly Proof[], newer: readonly Proof[]): Proof[] {
  const replaced = new Set(newer.map(({ exercise }) => exercise));
  return [...older.filter(({ exercise }) => !replaced.has(exercise)), ...newer].toSorted((a, b) =>
    a.exercise < b.exercise ? -1 : 1,
  );
}

/** Writes a report into a folder, together with the proofs that its file has already; returns the path of the file. */
export function writeReport(report: ExercisesReport, folder: string): string {
  const file = join(folder, fileNameOf(report));
  const older = existsSync(file) ? readReport(file).proofs : [];
  mkdirSync(folder, { recursive: true });
  const merged = { ...report, proofs: mergeProofs(older, report.proofs) };
  writeFileSync(file, `${JSON.stringify(merged, null, 2)}\n`);
  return file;
}

/** The committed reports. */
export const readReports = (): ExercisesReport[] =>
  globSync('reports/*.json', { cwd: import.meta.dirname }).map((file) => readReport(join(import.meta.dirname, file)));

const readReport = (file: string): ExercisesReport => JSON.parse(readFileSync(file, 'utf8')) as ExercisesReport;
