import { expect, it } from 'vitest';

import { tableOf } from './report-text.ts';
import { NOT_SELECTED, type ConformanceReport } from './report.ts';

const YES = { expected: 'all is well', observed: '10 of 10', passed: true };
const NO = { expected: 'nothing is lost', observed: '9 of 10', passed: false };

const REPORT: ConformanceReport = {
  mesh: 'istio',
  startedAt: '2026-01-01T10:00:00.000Z',
  negativeControl: false,
  versions: { kubernetes: 'v1.34.3', istio: '1.31' },
  outcomes: [
    {
      scenario: 'canary',
      status: 'passed',
      seconds: 7,
      trial: { expectations: [YES], control: { expectations: [NO], controlExpectations: [YES] } },
    },
    {
      scenario: 'rollout',
      status: 'failed',
      seconds: 8,
      trial: { expectations: [YES, NO], control: { expectations: [YES], controlExpectations: [NO] } },
    },
    { scenario: 'mtls', status: 'failed', reason: 'kubectl apply ended with 1: no such kind\nand more' },
    { scenario: 'mirroring', status: 'unsupported', reason: 'It is ignored.' },
    { scenario: 'retries', status: 'not run', reason: 'It requires --outside-reviews.' },
    { scenario: 'a-scenario-with-a-long-name', status: 'not run', reason: NOT_SELECTED },
    { scenario: 'another', status: 'not run', reason: NOT_SELECTED },
  ],
};

it('the table has a line for each selected scenario and each failed assertion', () => {
  expect(tableOf(REPORT)).toBe(
    [
      'canary      passed        7 s',
      'rollout     failed        8 s',
      '    nothing is lost: 9 of 10',
      '    without the rule all expectations pass, too',
      '    without the rule, nothing is lost: 9 of 10',
      'mtls        failed        kubectl apply ended with 1: no such kind',
      'mirroring   unsupported   It is ignored.',
      'retries     not run       It requires --outside-reviews.',
      '2 other scenarios were not selected.',
    ].join('\n'),
  );
});

it('the table of a negative control counts the failed mutations, and names those that survived', () => {
  const trial = {
    expectations: [NO],
    control: { expectations: [NO], controlExpectations: [YES] },
    mutations: [
      { name: 'the rule is removed', expectations: [NO], failed: true },
      { name: 'the limit is 10', expectations: [YES], failed: false },
    ],
  };
  const outcome = { scenario: 'canary', status: 'failed', seconds: 7, trial } as const;
  expect(tableOf({ ...REPORT, negativeControl: true, outcomes: [outcome] })).toBe(
    [
      'canary   failed        7 s, 1 of 2 mutations failed',
      '    nothing is lost: 9 of 10',
      '    all expectations pass although the limit is 10',
    ].join('\n'),
  );
});
