import { defineConfig } from 'vitest/config';

import { imagesAreMissing } from '../../libs/testbed/src/containers/docker.ts';
import { imageOf } from '../../libs/testbed/src/containers/image.ts';
import { SERVICE_NAMES } from '../../libs/testbed/src/environment.ts';
import { exemptLoopbackFromProxies } from '../../libs/testbed/src/loopback-without-proxy.ts';

exemptLoopbackFromProxies();

/** Specs in which a response counts as failed if it is slow, which other specs would make it. */
const TIMED = ['tests/containers/failing-backend.spec.ts', 'tests/containers/replacement.spec.ts'];
const SPECS = ['tests/containers/**/*.spec.ts'];
const skipped = await imagesAreMissing(SERVICE_NAMES.map(imageOf));

export default defineConfig({
  test: {
    passWithNoTests: skipped,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 10_000 } },
    // A changed tsconfig.json must not be overlooked.
    fsModuleCache: false,
    projects: skipped
      ? [{ extends: true, test: { include: [] } }]
      : [
          {
            extends: true,
            test: { name: 'timed', include: TIMED, fileParallelism: false, sequence: { groupOrder: 1 } },
          },
          {
            extends: true,
            // These wait for Docker, health checks and timeouts much of the time.
            test: { name: 'others', include: SPECS, exclude: TIMED, maxWorkers: 3, sequence: { groupOrder: 2 } },
          },
        ],
  },
});
