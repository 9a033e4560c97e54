import { defineConfig } from 'vitest/config';

import { viewsPlugin } from './scripts/views-plugin.ts';

export default defineConfig({
  plugins: [viewsPlugin],
  test: {
    include: ['{apps,bench,conformance,docs,k8s,libs,observability,scripts}/**/*.spec.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A changed tsconfig.json must not be overlooked.
    fsModuleCache: false,
  },
});
