import { defineConfig } from 'vitest/config';

// The commands of the documents that need nothing but this clone, each as it is written, one after the other.
export default defineConfig({
  test: {
    include: ['tests/documents/**/*.check.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
