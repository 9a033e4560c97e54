import jStat from 'jstat';

import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import { isComplete, type StreamReport } from '../libs/testbed/src/load/stream-report.ts';
import type { CallResults } from './programs/call-result.ts';
import { shareOfVersion, textOf, type SumOfLoads } from './call-counts.ts';

/** Something that is expected of a deployment, and what was observed. */
export interface Assertion {
  readonly expected: string;
  readonly observed: string;
  readonly passed: boolean;
}

/** Whether all assertions passed; an empty list proves nothing. */
export const allPassed = (assertions: readonly Assertion[]): boolean =>
  assertions.length > 0 && assertions.every(({ passed }) => passed);

/** The probability that an interval contains the true share. */
export const CONFIDENCE = 0.999;

/** Shares from 0 to 1. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The exact binomial confidence interval of Clopper and Pearson, at CONFIDENCE, for `count` of `all`. */
export function intervalOf(count: number, all: number): Interval {
  const tail = (1 - CONFIDENCE) / 2;
  return {
    from: count === 0 ? 0 : jStat.beta.inv(tail, count, all - count + 1),
    to: count === all ? 1 : jStat.beta.inv(1 - tail, count + 1, all - count),
  };
}

type IsExpected = (interval: Interval) => boolean;

/** The condition that an interval lies between two shares. */
export const between = (low: number, high: number): IsExpected => {
  return ({ from, to }) => from > low && to < high;
};

/** The condition that an interval lies above a share. */
export const above = (share: number): IsExpected => between(share, Infinity);

/** The condition that an interval lies below a share. */
export const below = (share: number): IsExpected => between(-Infinity, share);

/** The condition that an interval contains a share. */
export const contains = (share: number): IsExpected => {
  return ({ from, to }) => from <= share && share <= to;
};

/** Expects a condition on the confidence interval of an observed share. */
export function assertShare(
  expected: string,
  [count, all]: readonly [count: number, all: number],
  isExpected: IsExpected,
): Assertion {
  if (all === 0) return { expected, observed: 'none of none', passed: false };
  const interval = intervalOf(count, all);
  const observed = `${count} of ${all}, so ${percent(interval.from)} to ${percent(interval.to)} at 99.9 %`;
  return { expected, observed, passed: isExpected(interval) };
}

/** An assertion on a count. */
export const assertCount = (expected: string, count: number, passed: boolean): Assertion => ({
  expected,
  observed: `${count}`,
  passed,
});

/** Expects that every request got status 200 and no product was degraded. */
export function assertComplete(
  { requests, statuses, degraded, noResponse }: SumOfLoads,
  expected = 'every request gets the complete product',
): Assertion {
  return {
    expected,
    observed: `of ${requests} requests ${textOf(statuses)}; ${degraded} degraded, ${noResponse} without a response`,
    passed: requests > 0 && statuses[200] === requests && degraded === 0,
  };
}

/** Expects that one version of a service served all calls that were served, and at least one. */
export function assertOnlyVersion(
  expected: string,
  load: Pick<LoadReport, 'instances'>,
  service: string,
  version: string,
): Assertion {
  const [count, all] = shareOfVersion(load, service, version);
  return { expected, observed: `${count} of ${all}`, passed: all > 0 && count === all };
}

/** Expects that each call ended with one of some gRPC statuses. */
export const assertEnded = (
  expected: string,
  results: CallResults,
  expectedStatuses: readonly string[],
): Assertion => ({
  expected,
  observed: [...new Set(results.map(({ status, details }) => [status, details].filter(Boolean).join(', ')))].join(
    ' · ',
  ),
  passed: results.every(({ status }) => expectedStatuses.includes(status)),
});

/** Expects that each viewer of a stream got each change once and in order, and the whole stock no second time. */
export function assertChanges(streams: StreamReport): Assertion {
  const { changes, lost, repeated, reordered, restarts, reconnects } = streams;
  return {
    expected: 'each viewer gets each change once and in order',
    observed: `of ${changes} changes ${lost} lost, ${repeated} repeated, ${reordered} reordered; ${restarts} times the whole stock again, ${reconnects} reconnects`,
    passed: changes > 0 && isComplete(streams) && restarts === 0,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
