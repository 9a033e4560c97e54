import { intervalOf } from './binomial.ts';
import { textOf } from './statuses.ts';
import type { SumOfLoads } from './sum-of-loads.ts';

/** Something that must hold, and what was seen of it. */
export interface Claim {
  readonly claim: string;
  readonly seen: string;
  readonly holds: boolean;
}

/** Whether all of them hold; none at all prove nothing. */
export const allHold = (claims: readonly Claim[]): boolean => claims.length > 0 && claims.every(({ holds }) => holds);

/** Claims something about which share is true, given that so many of all were seen, at 99.9 %. */
export function claimShare(
  claim: string,
  [seen, all]: readonly [seen: number, all: number],
  holds: (interval: { from: number; to: number }) => boolean,
): Claim {
  if (all === 0) return { claim, seen: 'none of none', holds: false };
  const { from, to } = intervalOf(seen, all);
  const text = `${seen} of ${all}, so ${percent(from)} to ${percent(to)} at 99.9 %`;
  return { claim, seen: text, holds: holds({ from, to }) };
}

/** Every request was answered with 200, and with the whole product. */
export function claimWhole({ requests, statuses, degraded, noResponse }: SumOfLoads): Claim {
  return {
    claim: 'every request gets the whole product',
    seen: `of ${requests} requests ${textOf(statuses)}; ${degraded} degraded, ${noResponse} without an answer`,
    holds: requests > 0 && statuses[200] === requests && degraded === 0,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
