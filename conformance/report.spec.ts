import { expect, it } from 'vitest';

import { isAsItMust, type Outcome } from './report.ts';

const [yes, no] = [true, false].map((holds) => [{ claim: 'c', seen: 's', holds }]) as [never[], never[]];
const passed: Outcome = {
  scenario: 'canary',
  status: 'passed',
  seconds: 1,
  trial: { verdict: yes, control: { verdict: no, opposite: yes } },
};
const failed: Outcome = { ...passed, status: 'failed', trial: { ...passed.trial, verdict: no } };
const broken: Outcome = { scenario: 'canary', status: 'failed', reason: 'no image' };

it('a scenario must pass, and one whose rule was taken away must fail', () => {
  expect([passed, failed, broken].map((outcome) => isAsItMust({ sabotage: false }, outcome))).toEqual([
    true,
    false,
    false,
  ]);
  expect([passed, failed].map((outcome) => isAsItMust({ sabotage: true }, outcome))).toEqual([false, true]);
});

it('a run that broke down has not shown that a verdict fails', () => {
  expect(isAsItMust({ sabotage: true }, broken)).toBe(false);
});

it('what is unsupported or was not run is no failure', () => {
  for (const status of ['unsupported', 'not run'] as const) {
    expect(isAsItMust({ sabotage: false }, { scenario: 'canary', status, reason: 'so' })).toBe(true);
  }
});
