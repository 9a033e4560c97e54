import type { MeshName } from './mesh.ts';
import type { Trial } from './trial.ts';

/** What came of a scenario. */
export type Outcome =
  | { readonly scenario: string; readonly status: 'passed' | 'failed'; readonly seconds: number; readonly trial: Trial }
  | { readonly scenario: string; readonly status: 'failed' | 'unsupported' | 'not run'; readonly reason: string };

/** A run on a cluster; what `--report` writes as JSON. */
export interface ConformanceReport {
  readonly mesh: MeshName;
  /** In UTC, as ISO 8601 has it. */
  readonly startedAt: string;
  /** What the cluster was: names of software, and its versions. */
  readonly versions: Readonly<Record<string, string>>;
  readonly outcomes: readonly Outcome[];
}
