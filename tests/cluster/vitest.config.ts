import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/cluster/**/*.spec.ts'],
    testTimeout: 300_000,
    hookTimeout: 180_000,
    // There is one cluster with one deployment of the five services at a time.
    fileParallelism: false,
    sequence: { concurrent: false },
    // The spec prints the results of its loads without the location of each console.log.
    disableConsoleIntercept: true,
    // The cache does not notice a changed tsconfig.json.
    fsModuleCache: false,
  },
});
