import { expect, it } from 'vitest';

import { markdownOf, tableOf } from './report-text.ts';
import type { ConformanceReport } from './report.ts';

const YES = { claim: 'all is well', seen: '10 of 10', holds: true };
const NO = { claim: 'nothing is lost', seen: '9 of 10', holds: false };

const REPORT: ConformanceReport = {
  mesh: 'istio',
  startedAt: '2026-01-01T10:00:00.000Z',
  sabotage: false,
  versions: { kubernetes: 'v1.34.3', istio: '1.31' },
  outcomes: [
    {
      scenario: 'canary',
      status: 'passed',
      seconds: 7,
      trial: { verdict: [YES], control: { verdict: [NO], opposite: [YES] } },
    },
    {
      scenario: 'rollout',
      status: 'failed',
      seconds: 8,
      trial: { verdict: [YES, NO], control: { verdict: [YES], opposite: [NO] } },
    },
    { scenario: 'mtls', status: 'failed', reason: 'kubectl apply ended with 1: no such kind\nand more' },
    { scenario: 'mirroring', status: 'unsupported', reason: 'It is ignored.' },
    { scenario: 'retries', status: 'not run', reason: 'It was not asked for.' },
  ],
};

it('the table has a line for each scenario, and what was wrong', () => {
  expect(tableOf(REPORT)).toBe(
    [
      'canary      passed        7 s',
      'rollout     failed        8 s',
      '    nothing is lost: 9 of 10',
      '    without the rule the verdict is the same',
      '    without the rule, nothing is lost: 9 of 10',
      'mtls        failed        kubectl apply ended with 1: no such kind',
      'mirroring   unsupported   It is ignored.',
      'retries     not run       It was not asked for.',
    ].join('\n'),
  );
});

it('Markdown has the versions, and every claim with what was seen', () => {
  const markdown = markdownOf(REPORT);
  expect(markdown).toContain('# istio, 2026-01-01T10:00:00.000Z\n\nkubernetes v1.34.3, istio 1.31\n');
  expect(markdown).toContain('## rollout: failed');
  expect(markdown).toContain('| with | nothing is lost | 9 of 10 | no |');
  expect(markdown).toContain('| without, the verdict | all is well | 10 of 10 | yes |');
  expect(markdown).toContain('## mirroring: unsupported\n\nIt is ignored.');
});
