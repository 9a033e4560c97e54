import { existsSync } from 'node:fs';

import { expect, it } from 'vitest';

import { startProcesses } from '../../libs/testbed/src/processes.ts';
import { PRODUCT_JSON } from '../product.ts';
import { CONTENDERS } from './contenders.ts';

const BUILT_WITHIN_MS = 60_000;
const HALTED_FOR_MS = 200;
const BACKENDS = ['base-product', 'inventory', 'price', 'reviews'] as const;

it.for(CONTENDERS)(
  '$name answers the product byte for byte, when it has heard from all four backends',
  { timeout: BUILT_WITHIN_MS },
  async ({ name, prepare, command }, { skip }) => {
    // Its libraries take a minute to compile, for which no other test has to wait; the benchmark compares the bytes, too.
    if (name === 'go' && !existsSync('dist/bench/go')) skip('`npm run bench` has not built it yet.');
    const reason = await prepare();
    if (reason) skip(reason);
    await using services = await startProcesses({ environment: { NODE_ENV: 'production' }, command });

    const answer = await fetch(services.productUrl);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json(;|$)/);
    expect(await answer.text()).toBe(PRODUCT_JSON);

    const waitedFor: string[] = [];
    for (const backend of BACKENDS) {
      process.kill(services.pids[backend], 'SIGSTOP');
      await fetch(services.productUrl, { signal: AbortSignal.timeout(HALTED_FOR_MS) }).catch(
        (error: Error) => error.name === 'TimeoutError' && waitedFor.push(backend),
      );
      process.kill(services.pids[backend], 'SIGCONT');
    }
    expect(waitedFor).toEqual(BACKENDS);
  },
);
