import { allPassed, type Assertion } from './assertion.ts';
import type { ConformanceReport, Outcome } from './report.ts';
import type { Trial } from './trial.ts';

/** A run for a terminal: a line for each scenario, and the assertions that did not pass. */
export function tableOf({ outcomes }: ConformanceReport): string {
  const width = Math.max(...outcomes.map(({ scenario }) => scenario.length));
  return outcomes.map((outcome) => [outcome.scenario.padEnd(width), ...lineOf(outcome)].join('   ')).join('\n');
}

function lineOf(outcome: Outcome): string[] {
  const status = outcome.status.padEnd(11);
  if ('reason' in outcome) return [status, outcome.reason.split('\n')[0] ?? ''];
  const details = outcome.status === 'passed' ? [] : failuresOf(outcome.trial).map((line) => `\n    ${line}`);
  return [status, `${outcome.seconds} s${details.join('')}`];
}

function failuresOf({ expectations, control }: Trial): string[] {
  const failed = (assertions: readonly Assertion[], where: string) =>
    assertions.filter(({ passed }) => !passed).map(({ expected, observed }) => `${where}${expected}: ${observed}`);
  return [
    ...failed(expectations, ''),
    ...(allPassed(control.expectations) ? ['without the rule all expectations pass, too'] : []),
    ...failed(control.controlExpectations, 'without the rule, '),
  ];
}
