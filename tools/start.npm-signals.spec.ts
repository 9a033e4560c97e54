import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { BackgroundProgram } from '#testbed';

import { freePortVariables, stopAfterTest, takenPorts, TIMEOUT_MS } from './start.programs.ts';

describe('npm with the starter below it', { timeout: TIMEOUT_MS }, () => {
  it.each([
    ['npm alone gets', 'SIGTERM', 1],
    ['npm alone gets', 'SIGKILL', 1],
    ['its process group gets', 'SIGTERM', -1],
    ['its process group gets', 'SIGINT', -1],
    ['its process group gets', 'SIGHUP', -1],
    ['its process group gets', 'SIGKILL', -1],
  ] as const)('leaves nothing behind when %s %s', async (_who, signal, sign) => {
    const ports = await freePortVariables();
    // Without its preparation, which ran before the tests.
    const npm = stopAfterTest(
      new BackgroundProgram(['npm', 'start', '--ignore-scripts'], {
        env: { ...process.env, ...ports },
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      }),
    );
    await expect.poll(() => npm.output, { timeout: 60_000 }).toContain('Ready.');
    const exited = once(npm.child, 'exit');
    process.kill(sign * npm.pid, signal);
    await exited;
    await expect.poll(() => takenPorts(ports), { timeout: 30_000 }).toEqual([]);
  });
});
