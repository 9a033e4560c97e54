import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

import { describe, expect, it } from 'vitest';

/** Runs the program where there is no docker to be found. */
function budgets(args: string[] = [], environment: Record<string, string> = {}) {
  const env = { ...process.env, PATH: dirname(process.execPath), ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/budgets.ts', ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** It starts the five services and a browser. */
const TIMEOUT_MS = 120_000;

describe('npm run budgets without Docker', { timeout: TIMEOUT_MS }, () => {
  it('measures the rest, and prints what it did not measure', () => {
    const { status, stdout, stderr } = budgets([], { CI: '' });
    expect(stdout).toMatch(/^production dependencies, all +\d+ +\d+ /m);
    expect(stdout).toMatch(/^Not measured: .*size of images, time from start to ready, resident memory\.$/m);
    expect(stderr).toContain('no Docker');
    expect(status).toBe(0);
  });

  it('fails in CI', () => {
    expect(budgets([], { CI: 'true' }).status).toBe(1);
  });
});

it('npm run budgets refuses an image without a service', () => {
  const { status, stderr } = budgets(['--image', 'fat']);
  expect(stderr).toContain('--image is "fat", but must be SERVICE=IMAGE');
  expect(status).toBe(1);
});
