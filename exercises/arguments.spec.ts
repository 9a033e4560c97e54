import { expect, it } from 'vitest';

import { breakPlanFrom, checkPlanFrom, gradePlanFrom } from './arguments.ts';

const KNOWN = ['prices-gone', 'client-reset'];
const EXERCISES = [
  { name: 'prices-gone', meshes: ['istio', 'linkerd'] },
  { name: 'client-reset', meshes: ['istio'] },
] as const;

it('break plants the mistake of an exercise in the default namespace', () => {
  expect(breakPlanFrom(['prices-gone'], KNOWN)).toEqual({
    action: 'break',
    exercise: 'prices-gone',
    namespace: 'product-gateway',
    mesh: undefined,
    start: false,
  });
});

it('break accepts a namespace, a mesh and the start state', () => {
  const args = ['client-reset', '--namespace=mine', '--mesh=linkerd', '--start'];
  expect(breakPlanFrom(args, KNOWN)).toEqual({
    action: 'break',
    exercise: 'client-reset',
    namespace: 'mine',
    mesh: 'linkerd',
    start: true,
  });
});

it('break lists exercises and repairs without the name of one', () => {
  expect(breakPlanFrom(['--list'], KNOWN)).toEqual({ action: 'list' });
  expect(breakPlanFrom(['--repair', '--namespace=mine'], KNOWN)).toEqual({ action: 'repair', namespace: 'mine' });
});

it('grade prints a grade, or only a hint', () => {
  const plan = { exercise: 'prices-gone', namespace: 'product-gateway', mesh: undefined, hint: false };
  expect(gradePlanFrom(['prices-gone'], KNOWN)).toEqual(plan);
  expect(gradePlanFrom(['prices-gone', '--hint'], KNOWN)).toEqual({ ...plan, hint: true });
});

it('a check includes all exercises of a mesh by default, and named ones in the order of the catalog', () => {
  const plan = { mesh: 'istio', exercises: KNOWN, namespace: 'product-gateway', reportFolder: undefined };
  expect(checkPlanFrom(['--mesh=istio'], EXERCISES)).toEqual(plan);
  expect(checkPlanFrom(['--mesh=linkerd', '--report=out'], EXERCISES)).toEqual({
    ...plan,
    mesh: 'linkerd',
    exercises: ['prices-gone'],
    reportFolder: 'out',
  });
  const some = ['--exercise=client-reset', '--exercise=prices-gone'];
  expect(checkPlanFrom(['--mesh=istio', ...some], EXERCISES)).toEqual(plan);
});

it('--help gives no plan', () => {
  expect(breakPlanFrom(['--help'], KNOWN)).toBeUndefined();
  expect(gradePlanFrom(['--help'], KNOWN)).toBeUndefined();
  expect(checkPlanFrom(['--help'], EXERCISES)).toBeUndefined();
});

it.each([
  [[], 'The exercise is missing, but must be one of prices-gone, client-reset'],
  [['price-gone'], 'The exercise is "price-gone", but must be one of prices-gone, client-reset'],
  [['prices-gone', 'client-reset'], 'There is one exercise at a time, but also "client-reset"'],
  [['prices-gone', '--mesh=kuma'], '--mesh is "kuma", but must be one of istio, linkerd'],
  [['prices-gone', '--namespace=A B'], '--namespace is "A B", but must be up to 52 lower-case letters'],
  [['--repair', 'prices-gone'], '--repair restores any mistake, so "prices-gone" is not needed'],
  [['prices-gone', '--now'], "Unknown option '--now'"],
])('break refuses %j', (args, message) => {
  expect(() => breakPlanFrom(args, KNOWN)).toThrow(message);
});

it.each([
  [[], '--mesh is missing, but must be one of istio, linkerd'],
  [['--mesh=linkerd', '--exercise=client-reset'], '--exercise is "client-reset", but must be one of prices-gone'],
])('a check refuses %j', (args, message) => {
  expect(() => checkPlanFrom(args, EXERCISES)).toThrow(message);
});
