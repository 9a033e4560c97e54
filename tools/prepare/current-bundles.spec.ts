import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { until } from '../../libs/testbed/src/until.ts';
import { areBundlesCurrent, areBundlesThere, beginBuild, SOURCES } from './current-bundles.mjs';

/** The folders and files of nx.json and of project.json files that a build reads. */
function inputsOfBuild(): readonly string[] {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const nx = read('nx.json');
  const inputs: readonly string[] = [
    ...nx.namedInputs.workspace,
    ...nx.targetDefaults.build.inputs,
    ...read('libs/contracts/project.json').targets.generate.inputs,
  ];
  return inputs
    .filter((input) => input.startsWith('{workspaceRoot}/'))
    .map((input) => input.replace('{workspaceRoot}/', ''));
}

describe('bundles are current', () => {
  let root: string;
  const path = (name: string) => join(root, name);
  const write = (name: string) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), name);
  };
  const build = () => {
    const end = beginBuild(root);
    write('libs/contracts/src/gen/price.ts');
    for (const service of ['price', 'reviews']) write(`dist/apps/${service}/main.js`);
    end();
  };
  /** Waits until a file that is changed now has a later time than those before. */
  const later = async () => {
    const changeTime = () => {
      write('../clock');
      return statSync(path('../clock')).ctimeMs;
    };
    const now = changeTime();
    await until(() => changeTime() > now, {
      what: 'the clock of the file system advances',
      timeoutMs: 10_000,
      intervalMs: 1,
    });
  };

  beforeEach(async () => {
    root = join(mkdtempSync(join(tmpdir(), 'product-gateway-bundles-')), 'clone');
    for (const service of ['price', 'reviews']) write(`apps/${service}/src/main.ts`);
    for (const folder of ['apps/reviews', 'libs/contracts', 'tools']) write(`${folder}/src/index.ts`);
    for (const file of ['proto/price.proto', 'package.json']) write(file);
    mkdirSync(path('dist'));
    await later();
    build();
    await later();
  });
  afterEach(() => {
    rmSync(dirname(root), { recursive: true });
  });

  it('after a build', () => {
    expect(areBundlesCurrent(root)).toBe(true);
  });

  it.each([
    ['a source has changed', () => appendFileSync(path('apps/price/src/main.ts'), '//')],
    ['a source beside what is generated has changed', () => write('libs/contracts/src/generated.ts')],
    ['a source was added', () => write('libs/limits/src/index.ts')],
    ['a source was removed', () => rmSync(path('apps/reviews/src/index.ts'))],
    ['a file of the root has changed', () => appendFileSync(path('package.json'), ' ')],
    ['the contract has changed', () => appendFileSync(path('proto/price.proto'), '//')],
    ['what is generated from the contract is gone', () => rmSync(path('libs/contracts/src/gen'), { recursive: true })],
    ['a bundle is gone', () => rmSync(path('dist/apps/price'), { recursive: true })],
    ['a bundle was written by something else', () => write('dist/apps/price/main.js')],
    ['a part of a bundle is gone', () => rmSync(path('dist/apps/reviews/main.js'))],
    ['there was no build', () => rmSync(path('dist/.built'))],
    ['a build has not ended', () => beginBuild(root)],
    [
      'an older source was moved here, with its time of modification',
      () => {
        write('backup.ts');
        utimesSync(path('backup.ts'), 0, 0);
        renameSync(path('backup.ts'), path('apps/price/src/main.ts'));
      },
    ],
    [
      'the folder is a copy',
      () => {
        cpSync(root, `${root}-copy`, { recursive: true });
        rmSync(root, { recursive: true });
        renameSync(`${root}-copy`, root);
      },
    ],
  ])('no longer when %s', (_what, change) => {
    change();
    expect(areBundlesCurrent(root)).toBe(false);
  });

  it('no longer when a source changed while they were built', async () => {
    const end = beginBuild(root);
    await later();
    appendFileSync(path('apps/price/src/main.ts'), '//');
    await later();
    end();
    expect(areBundlesCurrent(root)).toBe(false);
    expect(areBundlesThere(root)).toBe(true);
  });
});

it('every input of the build in nx.json lies in a folder whose changes are seen, or beside it', () => {
  const inputs = inputsOfBuild();
  expect(inputs).toContain('proto/**/*');
  const isSeen = (input: string) => !input.includes('/') || SOURCES.some((folder) => input.startsWith(`${folder}/`));
  expect(inputs.filter((input) => !isSeen(input))).toEqual([]);
});
