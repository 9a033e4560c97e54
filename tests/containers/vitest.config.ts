import { defineConfig } from 'vitest/config';

import { imagesAreMissing } from '../../libs/testbed/src/containers/docker.ts';
import { imageOf } from '../../libs/testbed/src/containers/image.ts';
import { SERVICE_NAMES } from '../../libs/testbed/src/environment.ts';
import { exemptLoopbackFromProxies } from '../../libs/testbed/src/loopback-without-proxy.ts';

exemptLoopbackFromProxies();
const skipped = await imagesAreMissing(SERVICE_NAMES.map(imageOf));

export default defineConfig({
  test: {
    include: skipped ? [] : ['tests/containers/**/*.spec.ts'],
    passWithNoTests: skipped,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 10_000 } },
    // In parallel they would slow each other down, and a slow response counts as failed where its time is measured.
    fileParallelism: false,
    // A changed tsconfig.json must not be overlooked.
    fsModuleCache: false,
  },
});
