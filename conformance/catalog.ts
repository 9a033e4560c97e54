// The catalog of scenarios is what scenarios/ holds, so that a new scenario is a new folder and nothing else.
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { Scenario } from './scenario.ts';

const ROOT = join(import.meta.dirname, '../scenarios');

/** Every folder of scenarios/, by its `<name>.ts`, ordered by position. */
export const SCENARIOS: readonly Scenario[] = await readScenarios();

async function readScenarios(): Promise<Scenario[]> {
  const folders = globSync('*/*.ts', { cwd: ROOT })
    .filter((file) => basename(file, '.ts') === dirname(file))
    .map(dirname);
  const modules = await Promise.all(
    folders.map((name) => import(join(ROOT, name, `${name}.ts`)) as Promise<{ scenario: Scenario }>),
  );
  return modules.map(({ scenario }) => scenario).toSorted((a, b) => a.position - b.position);
}
