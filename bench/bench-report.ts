import type { Comparison } from './comparison.ts';
import type { Round } from './rounds.ts';
import type { Soaked } from './soak.ts';

/** What a run measured; what `--json` writes. A part that --only leaves out is absent. */
export interface BenchReport {
  /** Machine and versions, by their names. */
  readonly conditions: Readonly<Record<string, string>>;
  readonly comparison?: Comparison;
  readonly clients?: Comparison;
  readonly growth?: readonly Round[];
  readonly soaked?: readonly Soaked[];
}
