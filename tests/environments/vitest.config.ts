import { defineConfig } from 'vitest/config';

import { exemptLoopbackFromProxies } from '../../libs/testbed/src/loopback-without-proxy.ts';

exemptLoopbackFromProxies();

export default defineConfig({
  test: {
    include: ['tests/environments/**/*.spec.ts'],
    // More than two processors, since a start waits for its services and for their end.
    maxWorkers: 3,
    testTimeout: 700_000,
    hookTimeout: 120_000,
    // A changed tsconfig.json must not be overlooked.
    fsModuleCache: false,
  },
});
