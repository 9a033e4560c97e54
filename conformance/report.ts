import { allHold } from './claim.ts';
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
  /** Whether each rule was taken away, so that every verdict had to fail. */
  readonly sabotage: boolean;
  /** What the cluster was: names of software, and its versions. */
  readonly versions: Readonly<Record<string, string>>;
  readonly outcomes: readonly Outcome[];
}

/** Whether a scenario that was tried went as it must. */
export function isAsItMust({ sabotage }: Pick<ConformanceReport, 'sabotage'>, outcome: Outcome): boolean {
  if (outcome.status === 'unsupported' || outcome.status === 'not run') return true;
  if (!sabotage) return outcome.status === 'passed';
  return 'trial' in outcome && !allHold(outcome.trial.verdict);
}
