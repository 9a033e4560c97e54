import { allPassed, type Assertion } from '../conformance/assertion.ts';
import { observeUntil } from '../conformance/observe-until.ts';
import type { Exercise } from './exercise.ts';
import type { Traffic } from './traffic.ts';

/** What traffic shows of a deployment. */
export interface Grade {
  readonly health: 'healthy' | 'broken';
  readonly assertions: readonly Assertion[];
}

const INTERVAL_MS = 500;
/** A proxy serves the connections that it has by the old configuration for a while. */
const GRADES_IN_A_ROW = 3;

/**
 * Sends the traffic of an exercise until it shows a state, or until the time is over: configuration reaches the proxies
 * with a delay. The grade is that of the last traffic. Broken counts only several times in a row.
 *
 * @param timeoutMs no new traffic begins afterwards
 */
export async function gradeUntil(
  { check, name }: Pick<Exercise, 'check' | 'name'>,
  traffic: Traffic,
  health: Grade['health'],
  timeoutMs: number,
): Promise<Grade> {
  const required = health === 'broken' ? GRADES_IN_A_ROW : 1;
  let inARow = 0;
  return await observeUntil(
    async () => gradeOf(check.expectations(await check.observe(traffic))),
    (grade) => {
      inARow = grade.health === health ? inARow + 1 : 0;
      return inARow >= required;
    },
    { timeoutMs, intervalMs: INTERVAL_MS, what: `${name} is ${health}` },
  );
}

/** Healthy if every expectation passed. */
export const gradeOf = (assertions: readonly Assertion[]): Grade => ({
  health: allPassed(assertions) ? 'healthy' : 'broken',
  assertions,
});

/** The observed numbers, one line for each expectation. */
export const linesOf = ({ assertions }: Grade): string[] =>
  assertions.map(({ expected, observed, passed }) => `${passed ? 'ok    ' : 'FAILED'}  ${expected}: ${observed}`);
