import { allPassed, type Assertion } from './assertion.ts';
import { NOT_SELECTED, type ConformanceReport, type Outcome } from './report.ts';
import type { MutationResult, Trial } from './trial.ts';

/** A run for a terminal: a line for each scenario that was selected, and the assertions that did not pass. */
export function tableOf({ outcomes }: ConformanceReport): string {
  const selected = outcomes.filter((outcome) => !('reason' in outcome && outcome.reason === NOT_SELECTED));
  const width = Math.max(...selected.map(({ scenario }) => scenario.length));
  const lines = selected.map((outcome) => [outcome.scenario.padEnd(width), ...lineOf(outcome)].join('   '));
  const others = outcomes.length - selected.length;
  return [...lines, ...(others > 0 ? [`${others} other scenarios were not selected.`] : [])].join('\n');
}

function lineOf(outcome: Outcome): string[] {
  const status = outcome.status.padEnd(11);
  if ('reason' in outcome) return [status, outcome.reason.split('\n')[0] ?? ''];
  const { mutations } = outcome.trial;
  const counted = mutations ? `, ${countOf(mutations)}` : '';
  const details = outcome.status === 'passed' ? [] : failuresOf(outcome.trial).map((line) => `\n    ${line}`);
  return [status, `${outcome.seconds} s${counted}${details.join('')}`];
}

/** Such as `4 of 4 mutations failed, as they must`. */
export function countOf(mutations: readonly MutationResult[]): string {
  const failed = mutations.filter((mutation) => mutation.failed).length;
  const asRequired = failed === mutations.length ? ', as they must' : '';
  return `${failed} of ${mutations.length} mutations failed${asRequired}`;
}

function failuresOf({ expectations, control, mutations = [] }: Trial): string[] {
  const failed = (assertions: readonly Assertion[], where: string) =>
    assertions.filter(({ passed }) => !passed).map(({ expected, observed }) => `${where}${expected}: ${observed}`);
  return [
    ...failed(expectations, ''),
    ...(allPassed(control.expectations) ? ['without the rule all expectations pass, too'] : []),
    ...failed(control.controlExpectations, 'without the rule, '),
    ...mutations.filter((mutation) => !mutation.failed).map(({ name }) => `all expectations pass although ${name}`),
  ];
}
