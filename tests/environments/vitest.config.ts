import { defineConfig } from 'vitest/config';

import { exemptLoopbackFromProxies } from '../../libs/testbed/src/loopback-without-proxy.ts';

exemptLoopbackFromProxies();

export default defineConfig({
  test: {
    include: ['tests/environments/**/*.spec.ts'],
    maxWorkers: 2,
    testTimeout: 700_000,
    hookTimeout: 120_000,
    // A changed tsconfig.json must not be overlooked.
    fsModuleCache: false,
  },
});
