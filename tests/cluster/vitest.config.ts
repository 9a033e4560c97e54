import { defineConfig } from 'vitest/config';

import { clusterIsMissing } from '../../libs/testbed/src/cluster/cluster.ts';

// Here and not in the specs, which run at the same time: the cluster must not have the namespace that one of them creates.
const skipped = clusterIsMissing();

export default defineConfig({
  test: {
    include: skipped ? [] : ['tests/cluster/**/*.spec.ts'],
    passWithNoTests: skipped,
    testTimeout: 300_000,
    hookTimeout: 180_000,
    // One after the other: twenty pods that start at once on two processors delay endpoints for longer than DRAIN_DELAY.
    maxWorkers: 1,
    sequence: { concurrent: false },
    // The specs print the results of their loads without the location of each console.log.
    disableConsoleIntercept: true,
    // The cache does not notice a changed tsconfig.json.
    fsModuleCache: false,
  },
});
