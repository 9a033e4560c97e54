// The programs of this folder as npm runs them, without a cluster.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, it } from 'vitest';

/** kubectl finds no cluster by this configuration. */
const WITHOUT_CLUSTER = { ...process.env, KUBECONFIG: '/dev/null', KUBERNETES_SERVICE_HOST: '' };
/** Enough for Node to load a program on a machine that does much else. */
const TIMEOUT_MS = 120_000;

const runProgram = (program: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, program), ...args], {
    encoding: 'utf8',
    env: WITHOUT_CLUSTER,
  });

it.each([
  ['break.ts', ['nothing-like-this'], 'The exercise is "nothing-like-this"'],
  ['break.ts', ['--repair'], 'kubectl reaches no cluster'],
  ['grade.ts', ['prices-gone'], 'kubectl reaches no cluster'],
  ['check-exercises.ts', ['--mesh=istio'], 'kubectl reaches no cluster'],
])(
  '%s %j exits with 2 without a cluster',
  (program, args, message) => {
    const { status, stderr } = runProgram(program, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  },
  TIMEOUT_MS,
);

it(
  'break.ts --list names every exercise with what users report, without a cluster',
  () => {
    const { status, stdout } = runProgram('break.ts', '--list');
    expect(status).toBe(0);
    expect(stdout).toContain('prices-gone (istio): No product has a price any more.');
  },
  TIMEOUT_MS,
);
