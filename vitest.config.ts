import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

import { exemptLoopbackFromProxies } from './libs/testbed/src/loopback-without-proxy.ts';
import { viewsPlugin } from './apps/gateway/views-plugin.ts';

exemptLoopbackFromProxies();

export default defineConfig({
  plugins: [viewsPlugin],
  test: {
    include: [
      '{apps,bench,conformance,exercises,lessons,libs,scenarios,tools}/**/*.spec.ts',
      'tests/{documents,faulty-servers,interop,manifests,observability,soak}/**/*.spec.ts',
    ],
    // More than two processors would have, since these tests wait for processes and timeouts much of the time.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A second, which Vitest waits by itself, is short for a machine that stalls.
    expect: { poll: { timeout: 10_000 } },
    // A changed tsconfig.json must not be overlooked.
    fsModuleCache: false,
  },
});
