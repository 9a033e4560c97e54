import { expect, it } from 'vitest';

import { planFrom } from './arguments.ts';

const SCENARIOS = ['canary', 'retries'];

it('all lessons are checked unless some are named', () => {
  const pages = ['scenarios/canary/README.md', 'scenarios/retries/README.md'];
  expect(planFrom(['--mesh', 'istio'], SCENARIOS)).toEqual({ mesh: 'istio', pages, isUpdate: false, attempts: 1 });
});

it('the named pages are checked, lessons in the order in which they are learned', () => {
  const args = [
    '--mesh=linkerd',
    '--scenario=retries',
    '--scenario=canary',
    '--page=docs/demo.md',
    '--update',
    '--attempts=3',
  ];
  const pages = ['scenarios/canary/README.md', 'scenarios/retries/README.md', 'docs/demo.md'];
  expect(planFrom(args, SCENARIOS)).toEqual({ mesh: 'linkerd', pages, isUpdate: true, attempts: 3 });
  expect(planFrom(['--mesh=istio', '--page=docs/demo.md'], SCENARIOS)?.pages).toEqual(['docs/demo.md']);
});

it('help needs no mesh', () => {
  expect(planFrom(['--help'], SCENARIOS)).toBeUndefined();
});

it.each([
  [[], '--mesh is missing, but must be one of istio, ambient, linkerd'],
  [['--mesh', 'none'], '--mesh is none, but must be one of istio, ambient, linkerd'],
  [['--mesh', 'istio', '--scenario', 'x'], '--scenario is x, but must be one of canary, retries'],
  [['--mesh', 'istio', '--attempts', '0'], '--attempts is "0", but must be a whole number from 1 to 10'],
  [['--mesh', 'istio', '--fast'], '--fast'],
])('%j is refused', (args, message) => {
  expect(() => planFrom(args, SCENARIOS)).toThrow(message);
});
