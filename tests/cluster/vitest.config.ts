import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/cluster/**/*.spec.ts'],
    testTimeout: 300_000,
    hookTimeout: 180_000,
    // There is one cluster, and one shop in it at a time.
    fileParallelism: false,
    sequence: { concurrent: false },
    // What users saw is told as it is, without the place that told it.
    disableConsoleIntercept: true,
    // A changed tsconfig.json must not be overlooked.
    fsModuleCache: false,
  },
});
