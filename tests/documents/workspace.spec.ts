import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob, resolve } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import vitestConfig from '../../vitest.config.ts';
import { TRACKED } from './document-commands.ts';

const PROGRAMS = resolve('node_modules/.bin');

interface Graph {
  readonly nodes: Readonly<Record<string, { readonly data: { root: string; tags: string[]; targets: object } }>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

let graph: Graph;
beforeAll(async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'graph-'));
  const file = join(folder.path, 'graph.json');
  // Nx sets variables for what it runs, this spec among it, which would have it end early.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')));
  execFileSync(join(PROGRAMS, 'nx'), ['graph', `--file=${file}`], {
    stdio: 'pipe',
    env: { ...env, NX_DAEMON: 'false' },
  });
  ({ graph } = JSON.parse(readFileSync(file, 'utf8')) as { graph: Graph });
}, 60_000);

const dependenciesOf = (project: string) => (graph.dependencies[project] ?? []).map(({ target }) => target);

describe('the project graph of Nx', () => {
  it('has no cycle', () => {
    const inCycle = Object.keys(graph.nodes).filter((project) => {
      const reached = new Set<string>();
      const visit = (name: string) =>
        dependenciesOf(name).forEach((target) => {
          if (reached.has(target)) return;
          reached.add(target);
          visit(target);
        });
      visit(project);
      return reached.has(project);
    });
    expect(inCycle).toEqual([]);
  });

  it('has nothing that depends on tools, and no app that depends on another', () => {
    const isApp = (project: string) => graph.nodes[project]?.data.tags.includes('type:app');
    const wrong = Object.keys(graph.nodes).flatMap((project) =>
      dependenciesOf(project)
        .filter((target) => target === 'tools' || (isApp(project) && isApp(target)))
        .map((target) => `${project} depends on ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has every folder with TypeScript in a project', () => {
    const roots = Object.values(graph.nodes).map(({ data }) => `${data.root}/`);
    const files = TRACKED.filter((file) => /\.(ts|mjs)$/.test(file));
    const outside = files.filter((file) => file.includes('/') && !roots.some((root) => file.startsWith(root)));
    expect(outside).toEqual([]);
  });
});

it('npm test and the target test of all projects run the same specs', () => {
  const { include = [] } = vitestConfig.test ?? {};
  const specs = globSync(
    '{apps,bench,conformance,exercises,lessons,libs,observability,scenarios,tests,tools}/**/*.spec.ts',
  );
  const byNx = Object.values(graph.nodes)
    .filter(({ data }) => 'test' in data.targets)
    .map(({ data }) => `${data.root}/`);
  const ofNpm = specs.filter((spec) => include.some((pattern) => matchesGlob(spec, pattern)));
  const ofNx = specs.filter((spec) => byNx.some((root) => spec.startsWith(root)));
  expect(ofNpm.toSorted()).toEqual(ofNx.toSorted());
  expect(ofNpm.length).toBeGreaterThan(100);
});

it('every app and every library but generated and shared text has specs beside its sources', () => {
  const without = globSync('{apps,libs}/*').filter((folder) => globSync(`${folder}/src/**/*.spec.ts`).length === 0);
  expect(without).toEqual([]);
});

describe('the linter', () => {
  it.each([
    ['an app that imports another', 'apps/price/src/a.ts', '../../reviews/src/reviews.service.ts'],
    ['an app that imports a library by its path', 'apps/price/src/a.ts', '../../../libs/catalog/src/index.ts'],
    ['an app that imports the testbed', 'apps/price/src/a.ts', '#testbed'],
    ['a library that imports one above it', 'libs/errors/src/a.ts', '#catalog'],
    ['a library that imports one above it, as a type', 'libs/telemetry/src/a.ts', '#grpc', 'type'],
    ['a library that imports the testbed', 'libs/grpc/src/a.ts', '#testbed'],
    ['the testbed that imports a program', 'libs/testbed/src/a.ts', '../../../tools/load.ts'],
    ['a test that imports a program', 'tests/manifests/a.ts', '../../tools/load.ts'],
    ['a scenario that imports a test', 'scenarios/canary/a.ts', '../../tests/manifests/parity.ts'],
    ['the runner that imports a scenario', 'conformance/a.ts', '../scenarios/canary/canary.ts'],
  ])('refuses %s', async (_what, file, specifier, kind = '') => {
    const { status, stdout } = await lint({
      [file]: `import ${kind} { a } from '${specifier}';\n\nexport const b: a = a;\n`,
    });
    expect(stdout).toContain('no-restricted-imports');
    expect(status).toBe(1);
  });

  it('refuses a cycle, even of types alone', async () => {
    const { status, stdout } = await lint({
      'libs/errors/src/a.ts': "import type { B } from './b.ts';\n\nexport type A = B | 1;\n",
      'libs/errors/src/b.ts': "import type { A } from './a.ts';\n\nexport type B = A | 2;\n",
    });
    expect(stdout).toContain('no-cycle');
    expect(status).toBe(1);
  });

  it.each([
    ['an app that imports a library', 'apps/price/src/a.ts', '#catalog'],
    ['a spec of a library that imports the testbed', 'libs/grpc/src/a.spec.ts', '#testbed'],
    ['a library that imports one below it', 'libs/catalog/src/a.ts', '#errors'],
    ['a scenario that imports the runner', 'scenarios/canary/a.ts', '../../conformance/scenario.ts'],
    ['a program that imports the testbed', 'tools/a.ts', '../libs/testbed/src/testbed.ts'],
  ])('accepts %s', async (_what, file, specifier) => {
    const { status, stdout } = await lint({ [file]: `import { a } from '${specifier}';\n\nexport const b = a;\n` });
    expect(stdout).not.toContain('no-restricted-imports');
    expect(status).toBe(0);
  });
});

/** Lints files by the configuration of this repository, in a folder of their own. */
async function lint(files: Readonly<Record<string, string>>) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lint-'));
  for (const file of ['oxlint.config.ts', 'package.json']) cpSync(file, join(folder.path, file));
  symlinkSync(resolve('node_modules'), join(folder.path, 'node_modules'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder.path, dirname(file)), { recursive: true });
    writeFileSync(join(folder.path, file), text);
  }
  return spawnSync(join(PROGRAMS, 'oxlint'), ['--deny-warnings', ...Object.keys(files)], {
    cwd: folder.path,
    encoding: 'utf8',
  });
}
