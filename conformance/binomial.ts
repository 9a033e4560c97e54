import jStat from 'jstat';

/** How sure an interval is: one in a thousand misses the true share. */
export const CONFIDENCE = 0.999;

/** Shares from 0 to 1. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Where the true share lies if so many of all were seen: the exact interval of Clopper and Pearson, at CONFIDENCE. */
export function intervalOf(seen: number, all: number): Interval {
  const tail = (1 - CONFIDENCE) / 2;
  return {
    from: seen === 0 ? 0 : jStat.beta.inv(tail, seen, all - seen + 1),
    to: seen === all ? 1 : jStat.beta.inv(1 - tail, seen + 1, all - seen),
  };
}
