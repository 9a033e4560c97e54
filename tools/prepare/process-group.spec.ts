import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

const MODULE = JSON.stringify(join(import.meta.dirname, 'process-group.mjs'));
/** Prints its process id and that of a child of its own, and both live for ever. */
const FAMILY = `
  const { spawn } = require('node:child_process');
  const child = spawn('sleep', ['1000']);
  console.log('pids:' + process.pid + ',' + child.pid);
  FATE;
`;
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Runs that family by runInGroup, in a process of its own, below a shell if need be. */
function runFamily(fate: string, { shell = false } = {}) {
  const program = `
    const { runInGroup } = await import(${MODULE});
    const failure = await runInGroup(process.execPath, ['-e', ${JSON.stringify(FAMILY.replace('FATE', fate))}], process.env);
    console.log('failure:' + failure);
  `;
  const command = [process.execPath, '--input-type=module', '-e', program] as const;
  const child = shell
    ? spawn('sh', ['-c', '"$@" && true', 'sh', ...command], { stdio: ['ignore', 'pipe', 'inherit'] })
    : spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const run = { child, output: '', exited: once(child, 'exit'), closed: once(child, 'close') };
  child.stdout?.on('data', (chunk) => (run.output += String(chunk)));
  const pids = () => (/pids:(\d+),(\d+)/.exec(run.output) ?? []).slice(1).map(Number);
  return { ...run, text: () => run.output, pids };
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('runInGroup', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends the program and its children on %s', async (signal) => {
    const run = runFamily('setInterval(() => {}, 1000)');
    await expect.poll(run.pids, { timeout: 15_000 }).toHaveLength(2);
    run.child.kill(signal);
    expect((await run.exited)[0]).toBeGreaterThan(128);
    await expect.poll(() => run.pids().filter(alive), { timeout: 10_000 }).toEqual([]);
  });

  it('ends the program and its children when the shell that started it is gone', async () => {
    const run = runFamily('setInterval(() => {}, 1000)', { shell: true });
    await expect.poll(run.pids, { timeout: 15_000 }).toHaveLength(2);
    run.child.kill('SIGTERM');
    await run.closed;
    await expect.poll(() => run.pids().filter(alive), { timeout: 10_000 }).toEqual([]);
  });

  it.each([
    ['process.exit(0)', 'undefined'],
    ['process.exit(3)', 'exit code 3'],
    ["process.kill(process.pid, 'SIGKILL')", 'SIGKILL'],
  ])('reports how the program ended by %s, and ends the children that it left', async (fate, failure) => {
    const run = runFamily(`process.stdout.write('', () => { ${fate} })`);
    await run.closed;
    expect(run.text()).toContain(`failure:${failure}`);
    expect(run.pids()).toHaveLength(2);
    await expect.poll(() => run.pids().filter(alive), { timeout: 10_000 }).toEqual([]);
  });
});
