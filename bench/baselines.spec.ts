import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { startProcesses } from '../libs/testbed/src/processes.ts';
import { SEED } from '../libs/testbed/src/seed.ts';
import { until } from '../libs/testbed/src/until.ts';
import { expectPage } from './baselines/page.ts';
import { BASELINES, type Baseline } from './baselines.ts';

const BUILD_TIMEOUT_MS = 60_000;
const STOPPED_MS = 200;
const BACKENDS = ['base-product', 'inventory', 'price', 'reviews'] as const;

/** Whether all threads are stopped: on a busy machine some run on for a while after SIGSTOP. Without /proc, taken as true. */
const isStopped = (pid: number): boolean =>
  !existsSync('/proc') ||
  readdirSync(`/proc/${pid}/task`).every((thread) =>
    / T /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').replace(/^.*\)/, '')),
  );

/** @returns why this machine can't have it, if it can't */
async function prepare({ name, prepare: build }: Baseline): Promise<string | undefined> {
  // Its libraries take a minute to compile, for which no other test has to wait; the benchmark compares the bytes, too.
  if (name === 'go' && !existsSync('dist/bench/go')) return '`npm run bench` has not built it yet.';
  return await build();
}

it.for(BASELINES)(
  '$name responds with the product byte for byte, once all four backends have responded',
  { timeout: BUILD_TIMEOUT_MS },
  async (baseline, { skip }) => {
    const reason = await prepare(baseline);
    if (reason) skip(reason);
    const { command } = baseline;
    await using services = await startProcesses({ environment: { NODE_ENV: 'production' }, command });

    const response = await fetch(services.productUrl);
    expect(response.headers.get('content-type')).toMatch(/^application\/json(;|$)/);
    expect(await response.text()).toBe(SEED);

    const waitedFor: string[] = [];
    for (const backend of BACKENDS) {
      process.kill(services.pids[backend], 'SIGSTOP');
      await until(() => isStopped(services.pids[backend]), { what: `${backend} is stopped`, timeoutMs: 10_000 });
      await fetch(services.productUrl, { signal: AbortSignal.timeout(STOPPED_MS) }).catch(
        (error: Error) => error.name === 'TimeoutError' && waitedFor.push(backend),
      );
      process.kill(services.pids[backend], 'SIGCONT');
    }
    expect(waitedFor).toEqual(BACKENDS);
  },
);

it.for(BASELINES.filter(({ hasPage }) => hasPage))(
  '$name serves a page with all that the page of the product has, but for the calls',
  { timeout: BUILD_TIMEOUT_MS },
  async (baseline, { skip }) => {
    const reason = await prepare(baseline);
    if (reason) skip(reason);
    await using services = await startProcesses({ command: baseline.command });
    await expect(expectPage(services.productUrl)).resolves.toBeUndefined();
  },
);
