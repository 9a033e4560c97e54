import { expect, it } from 'vitest';

import { tableOf } from './report-text.ts';
import type { ConformanceReport } from './report.ts';

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
    { scenario: 'retries', status: 'not run', reason: 'It is not part of this run.' },
  ],
};

it('the table has a line for each scenario and each failed assertion', () => {
  expect(tableOf(REPORT)).toBe(
    [
      'canary      passed        7 s',
      'rollout     failed        8 s',
      '    nothing is lost: 9 of 10',
      '    without the rule all expectations pass, too',
      '    without the rule, nothing is lost: 9 of 10',
      'mtls        failed        kubectl apply ended with 1: no such kind',
      'mirroring   unsupported   It is ignored.',
      'retries     not run       It is not part of this run.',
    ].join('\n'),
  );
});
