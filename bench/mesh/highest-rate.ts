import { orderOfRound } from '../order-of-round.ts';
import type { LoadSummary } from './load-summary.ts';

/** The latency that the highest rate has to keep, at the 99th percentile. */
export const P99_LIMIT_MS = 50;
/** One sample above the limit may be the machine's. */
const ATTEMPTS = 2;

/** One sample of a search for the highest rate. */
export interface Step {
  /** The name of a data plane, or another one. */
  readonly subject: string;
  readonly load: LoadSummary;
}

/** Whether a load got each response complete, and p99 below the limit. */
export const keepsLimit = ({ failed, degraded, latencyMs }: LoadSummary): boolean =>
  failed === 0 && degraded === 0 && latencyMs !== null && latencyMs.p99 < P99_LIMIT_MS;

/** The rates from a first one on, each times the factor, up to a last one. */
export function ratesUpTo(last: number, first: number, factor: number): readonly number[] {
  const rates: number[] = [];
  for (let rate = first; Math.round(rate) <= last; rate *= factor) rates.push(Math.round(rate));
  return rates;
}

/**
 * Loads each subject at rising rates until it misses the limit twice at one of them. A round has a step of each, so that what slows the
 * machine down meets all alike.
 */
export async function searchHighestRates(
  subjects: readonly string[],
  rates: readonly number[],
  measure: (subject: string, rate: number) => Promise<LoadSummary>,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const keeps = async (subject: string, rate: number) => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const load = await measure(subject, rate);
      steps.push({ subject, load });
      if (keepsLimit(load)) return true;
    }
    return false;
  };
  const remaining = new Set(subjects);
  for (const [index, rate] of rates.entries()) {
    for (const subject of orderOfRound([...remaining], index)) {
      if (!(await keeps(subject, rate))) remaining.delete(subject);
    }
  }
  return steps;
}

/** The highest rate at which a subject kept the limit; undefined if it kept it at none. */
export function highestRate(steps: readonly Step[], subject: string): number | undefined {
  const kept = steps.filter((step) => step.subject === subject && keepsLimit(step.load));
  return kept.at(-1)?.load.requestsPerSecond;
}

/** Whether a search ended before its subject missed the limit. */
export const isAtEndOfSearch = (steps: readonly Step[], subject: string): boolean => {
  const last = steps.findLast((step) => step.subject === subject);
  return last !== undefined && keepsLimit(last.load);
};
