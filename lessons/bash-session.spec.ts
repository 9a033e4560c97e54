import { expect, it } from 'vitest';

import { until } from '#testbed';

import { BashSession } from './bash-session.ts';

const LIMIT_MS = 15_000;

it('a session keeps variables from block to block, and the output of each block by itself', async () => {
  await using session = new BashSession('.');
  await session.run('NAME=price', LIMIT_MS);
  const ran = await session.run('echo "$NAME"\necho no >&2', LIMIT_MS);
  expect({ ...ran, stdout: ran.stdout() }).toEqual({ exitCode: 0, stdout: 'price\n', stderr: 'no\n' });
});

it.each([
  ['the last command', 'true\n(exit 3)', 3],
  ['a command before others', '(exit 4)\ntrue', 4],
  ['a command of a pipe', '(exit 5) | cat\ntrue', 5],
  ['a load in the background', '(exit 6) & LOAD=$!\nwait $LOAD\ntrue', 6],
  ['no command', 'false || true\nif false; then true; fi', 0],
])('a session reports the exit code of %s', async (_what, commands, exitCode) => {
  await using session = new BashSession('.');
  expect(await session.run(commands, LIMIT_MS)).toMatchObject({ exitCode });
  expect(await session.run('true', LIMIT_MS)).toMatchObject({ exitCode: 0 });
});

it('a session reports a mistake of syntax', async () => {
  await using session = new BashSession('.');
  expect((await session.run('echo "', LIMIT_MS)).exitCode).toBeGreaterThan(0);
});

it('a job in the background prints after its block has ended, is known to later blocks, and ends with the session', async () => {
  let pid: number;
  {
    await using session = new BashSession('.');
    const job = await session.run('(echo ready; exec sleep 300) &', LIMIT_MS);
    await until(() => job.stdout() === 'ready\n', { timeoutMs: LIMIT_MS, what: 'the job prints' });
    pid = Number((await session.run('jobs -p %1', LIMIT_MS)).stdout());
    expect(process.kill(pid, 0)).toBe(true);
  }
  await until(() => hasEnded(pid), { timeoutMs: LIMIT_MS, what: 'the job ends' });
});

it('a block rejects when its time limit is over or its signal aborts', async () => {
  await using late = new BashSession('.');
  await expect(late.run('sleep 300', 50)).rejects.toThrow('The time limit is over.');
  await using stopped = new BashSession('.');
  const signal = AbortSignal.abort(new Error('Stopped by SIGINT.'));
  await expect(stopped.run('sleep 300', LIMIT_MS, signal)).rejects.toThrow('Stopped by SIGINT.');
});

function hasEnded(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}
