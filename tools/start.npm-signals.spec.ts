import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { BackgroundProgram } from '#testbed';

import { copyCheckout, type Checkout } from '../libs/testbed/src/checkout.ts';
import { freePortVariables, stopAfterTest, takenPorts, TIMEOUT_MS } from './start.programs.ts';

describe('npm with the starter below it', { timeout: TIMEOUT_MS }, () => {
  // Nx without its daemon copies the bundles from its cache each time, even if they are current. Here that would remove
  // dist/ while other specs start services from it.
  let checkout: Checkout;
  beforeAll(() => {
    checkout = copyCheckout();
  }, TIMEOUT_MS);
  afterAll(() => {
    checkout[Symbol.dispose]();
  });

  it.each([
    ['npm alone gets', 'SIGTERM', 1],
    ['npm alone gets', 'SIGKILL', 1],
    ['its process group gets', 'SIGTERM', -1],
    ['its process group gets', 'SIGINT', -1],
    ['its process group gets', 'SIGHUP', -1],
    ['its process group gets', 'SIGKILL', -1],
  ] as const)('leaves nothing behind when %s %s', async (_who, signal, sign) => {
    const ports = await freePortVariables();
    const npm = stopAfterTest(
      new BackgroundProgram(['npm', 'start'], {
        cwd: checkout.path,
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
