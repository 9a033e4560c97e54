// The programs of this folder as npm runs them, without a cluster.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, it } from 'vitest';

/** kubectl finds no cluster by this configuration. */
const WITHOUT_CLUSTER = { ...process.env, KUBECONFIG: '/dev/null', KUBERNETES_SERVICE_HOST: '' };

const runProgram = (program: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, program), ...args], {
    encoding: 'utf8',
    env: WITHOUT_CLUSTER,
  });

it.each(['break.ts', 'grade.ts', 'check-exercises.ts'])('%s prints its usage', (program) => {
  const { status, stdout } = runProgram(program, '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('npm run');
});

it.each([
  ['break.ts', 'nothing-like-this', 'The exercise is "nothing-like-this"'],
  ['grade.ts', 'nothing-like-this', 'The exercise is "nothing-like-this"'],
  ['check-exercises.ts', '--mesh=kuma', '--mesh is "kuma"'],
])('%s exits with 2 on the argument %s', (program, argument, message) => {
  const { status, stderr } = runProgram(program, argument);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

it.each([
  ['break.ts', ['prices-gone']],
  ['break.ts', ['--repair']],
  ['grade.ts', ['prices-gone']],
  ['grade.ts', ['prices-gone', '--hint']],
  ['check-exercises.ts', ['--mesh=istio']],
])('%s %j exits with 2 without a cluster', (program, args) => {
  const { status, stderr } = runProgram(program, ...args);
  expect(status).toBe(2);
  expect(stderr).toContain('kubectl reaches no cluster');
});

it('break.ts --list names every exercise with what users report, without a cluster', () => {
  const { status, stdout } = runProgram('break.ts', '--list');
  expect(status).toBe(0);
  expect(stdout).toContain('prices-gone (istio): No product has a price any more.');
});
