import { expect, it } from 'vitest';

import { planFrom } from './arguments.ts';

const KNOWN = ['mtls', 'canary', 'retries'];

it('tries all scenarios of a mesh', () => {
  expect(planFrom(['--mesh', 'istio'], KNOWN)).toEqual({
    mesh: 'istio',
    scenarios: KNOWN,
    keep: false,
    sabotage: false,
    reportFolder: undefined,
  });
});

it('takes some of them, in their own order, and keeps what it made', () => {
  const args = ['--mesh=none', '--scenario=retries', '--scenario=mtls', '--keep', '--sabotage', '--report=out'];
  expect(planFrom(args, KNOWN)).toEqual({
    mesh: 'none',
    scenarios: ['mtls', 'retries'],
    keep: true,
    sabotage: true,
    reportFolder: 'out',
  });
});

it('only prints help', () => {
  expect(planFrom(['--help'], KNOWN)).toBeUndefined();
});

it.each([
  [[], '--mesh is missing, but must be one of istio, linkerd, none'],
  [['--mesh', 'kuma'], '--mesh is "kuma", but must be one of istio, linkerd, none'],
  [['--mesh', 'istio', '--scenario', 'canari'], '--scenario is "canari", but must be one of mtls, canary, retries'],
  [['--mesh', 'istio', '--scenarios', 'canary'], "Unknown option '--scenarios'"],
])('refuses %j: %s', (args, complaint) => {
  expect(() => planFrom(args, KNOWN)).toThrow(complaint);
});
