import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, it, onTestFinished } from 'vitest';

/** Runs prepare.mjs by itself, in a Node in which something is replaced. */
async function prepare({ replace = '', script = 'tools/prepare.mjs', env = {}, cwd = '.' } = {}) {
  const args = ['--import', `data:text/javascript,${encodeURIComponent(replace)}`, script];
  const { npm_execpath: _npm, ...others } = process.env;
  const child = spawn(process.execPath, args, { cwd, env: { ...others, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { output, sentence: errors.trim(), code: code as number };
}

/** A folder with prepare.mjs and the lock file, but without node_modules. */
function notInstalled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'product-gateway-prepare-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync('package-lock.json', join(folder, 'package-lock.json'));
  for (const part of ['prepare.mjs', 'prepare'])
    cpSync(`tools/${part}`, join(folder, 'tools', part), { recursive: true });
  return join(folder, 'tools/prepare.mjs');
}

describe('the preparation ends with one sentence', () => {
  const replaced = (object: string, property: string, value: string) =>
    `Object.defineProperty(${object}, '${property}', { value: ${value} })`;

  it.each([
    [
      'on a Node that is too old',
      replaced('process', 'versions', "{ ...process.versions, node: '18.20.8' }"),
      'Node 18.20.8 is too old to install with; install Node 20 or newer.',
    ],
    [
      'on musl',
      `${replaced('process', 'platform', "'linux'")}; ${replaced('process.report', 'getReport', '() => ({ header: {} })')}`,
      'There is no Node package for musl (Alpine); use a distribution with glibc, or a container image of one.',
    ],
    [
      'on a platform for which there is no Node package',
      replaced('process', 'arch', "'s390x'"),
      `There is no Node package for ${process.platform}-s390x; use Linux or macOS on x64 or arm64.`,
    ],
  ])('%s', async (_where, replace, sentence) => {
    expect(await prepare({ replace })).toEqual({ output: '', sentence, code: 1 });
  });

  it.each([
    ['without npm', {}],
    ['by another package manager', { npm_execpath: '/usr/lib/node_modules/yarn/bin/yarn.js' }],
  ])('where packages are missing and it is run %s', async (_how, env) => {
    const { sentence, code } = await prepare({ script: notInstalled(), env });
    expect(sentence).toMatch(
      /^node_modules lacks \S+, \S+, \S+ and \d+ more, and only npm installs it: run `npm start` or `npm test`\.$/,
    );
    expect(code).toBe(1);
  });

  it('where npm ci succeeds, but packages are missing', async () => {
    const script = notInstalled();
    const npm = join(script, '../../npm-cli.js');
    cpSync('tools/prepare/missing-packages.mjs', npm);
    const { sentence, code } = await prepare({ script, env: { npm_execpath: npm } });
    // This npm installs nothing and succeeds, as one whose configuration excludes everything.
    expect(sentence).toMatch(
      /^npm ci left out \S+, \S+, \S+ and \d+ more; free space, or mend what excludes it in `npm config ls -l`/,
    );
    expect(code).toBe(1);
  });

  it('where dist/ can not be written', async () => {
    const script = notInstalled();
    writeFileSync(join(script, '../../dist'), '');
    const { sentence, code } = await prepare({ script });
    expect(sentence).toMatch(/^\S+ can't be prepared \(EEXIST: .+\/dist'\); make all of it writable, or free space/);
    expect(code).toBe(1);
  });
});

describe('a clone in which everything is installed', () => {
  const NODE = {
    version: '26.0.0',
    optional: true,
    os: [process.platform],
    cpu: [process.arch],
    bin: { node: 'node' },
  };
  /** As Nx without its daemon: removes the bundle, and writes it anew. */
  const NX = `#!/bin/sh
echo built >> dist/nx.log
rm -rf dist/apps/price && mkdir -p dist/apps/price libs/contracts/src/gen && touch dist/apps/price/main.js`;

  /** With one service, and the fake of Nx above. */
  function installed(): string {
    const script = notInstalled();
    const folder = join(script, '../..');
    const packages = JSON.stringify({ packages: { '': {}, 'node_modules/node': NODE } });
    for (const name of ['apps/price', 'libs/contracts/src', 'proto', 'node_modules/node', 'node_modules/.bin'])
      mkdirSync(join(folder, name), { recursive: true });
    for (const [name, content] of [
      ['package-lock.json', packages],
      ['node_modules/.package-lock.json', packages],
      ['node_modules/node/package.json', '{}'],
      ['node_modules/.bin/node', ''],
      ['node_modules/.bin/nx', NX],
    ] as const)
      writeFileSync(join(folder, name), content, { mode: 0o755 });
    return folder;
  }

  const prepareIn = (folder: string) => prepare({ cwd: folder });
  const builds = (folder: string) => readFileSync(join(folder, 'dist/nx.log'), 'utf8').trim().split('\n').length;

  it('is built once by commands that begin at the same time, none of which goes on before it is', async () => {
    const folder = installed();
    const bundleIsThere = async () => {
      const { code } = await prepareIn(folder);
      return code === 0 && existsSync(join(folder, 'dist/apps/price/main.js'));
    };
    expect(await Promise.all([bundleIsThere(), bundleIsThere(), bundleIsThere()])).toEqual([true, true, true]);
    expect(builds(folder)).toBe(1);
  });

  it('is built anew when a source has changed, and not otherwise', async () => {
    const folder = installed();
    await prepareIn(folder);
    expect((await prepareIn(folder)).output).toBe('');
    writeFileSync(join(folder, 'apps/price/main.ts'), '');
    expect((await prepareIn(folder)).output).toMatch(/^Bundling what has changed/);
    expect(builds(folder)).toBe(2);
  });
});
