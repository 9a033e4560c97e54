import { defineConfig } from 'vitest/config';

import { imagesAreMissing } from '../../libs/testbed/src/containers/docker.ts';
import { exemptLoopbackFromProxies } from '../../libs/testbed/src/loopback-without-proxy.ts';

exemptLoopbackFromProxies();
const skipped = await imagesAreMissing();

export default defineConfig({
  test: {
    include: skipped ? [] : ['tests/containers/**/*.spec.ts'],
    passWithNoTests: skipped,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 10_000 } },
    // Side by side they would slow each other down, and where time is told what is slow counts as failed.
    fileParallelism: false,
    // It removes what a killed run leaves, but is an image to pull; what ends in any other way removes its own.
    env: { TESTCONTAINERS_RYUK_DISABLED: 'true' },
    // A changed tsconfig.json must not be overlooked.
    fsModuleCache: false,
  },
});
