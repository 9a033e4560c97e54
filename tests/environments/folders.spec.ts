import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { changeSource, copyCheckout, linkPackages } from '../../libs/testbed/src/checkout.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { outcomeOf, stackTraceOf } from './outcome.ts';

const isWhole = (product: string) => product === SEED;
const isRoot = process.getuid?.() === 0;

const write = (folder: string, files: Record<string, unknown>) => {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
};
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { cwd, encoding: 'utf8' });

describe('npm start serves the product and ends with nothing left, in', () => {
  it.each(['a folder with spaces', 'ünïcode 日本', `#a%20b 'c' "d" $e & (f)`])('%s', async (name) => {
    using checkout = copyCheckout({ name });
    changeSource(checkout);
    expect(await outcomeOf({ cwd: checkout.path }, checkout.path, isWhole)).toMatchObject({ product: SEED, left: [] });
  });

  it.each([
    ['a folder whose .gitignore hides everything', '*\n'],
    ['a folder whose .gitignore hides dist', 'dist\n*.json\n'],
  ])('%s, without a repository', async (_where, ignored) => {
    using checkout = copyCheckout();
    write(checkout.parent, { '.gitignore': ignored });
    changeSource(checkout);
    expect(await outcomeOf({ cwd: checkout.path }, checkout.path, isWhole)).toMatchObject({ product: SEED, left: [] });
  });

  it('a repository of something else, which ignores it', async () => {
    using checkout = copyCheckout();
    git(checkout.parent, 'init', '--quiet');
    write(checkout.parent, { '.gitignore': '*\n' });
    changeSource(checkout);
    expect(await outcomeOf({ cwd: checkout.path }, checkout.path, isWhole)).toMatchObject({ product: SEED, left: [] });
  });

  it('an Nx workspace and an npm workspace of something else', async () => {
    using checkout = copyCheckout();
    write(checkout.parent, {
      'nx.json': { useDaemonProcess: true, defaultBase: 'other', namedInputs: {}, plugins: ['@nx/missing'] },
      'package.json': { name: 'other', private: true, workspaces: ['*'], type: 'commonjs' },
      'package-lock.json': { name: 'other', lockfileVersion: 3, packages: {} },
      'tsconfig.json': { compilerOptions: { experimentalDecorators: false } },
      '.npmrc': 'omit=dev\n',
      '.env': 'NX_DAEMON=true\n',
      'price/project.json': { name: 'price', targets: { build: { command: 'exit 1' } } },
    });
    changeSource(checkout);
    expect(await outcomeOf({ cwd: checkout.path }, checkout.path, isWhole)).toMatchObject({ product: SEED, left: [] });
  });

  it('a clone made with core.autocrlf, in which no text file has CRLF', async () => {
    using checkout = copyCheckout({ installed: false, built: false });
    git(checkout.path, 'init', '--quiet');
    git(checkout.path, 'add', '.');
    git(checkout.path, 'commit', '--quiet', '--message', 'all');
    const clone = join(checkout.parent, 'clone');
    git(
      checkout.parent,
      '-c',
      'core.autocrlf=true',
      'clone',
      '--quiet',
      '--config',
      'core.autocrlf=true',
      'checkout',
      clone,
    );
    expect(
      git(clone, 'ls-files', '--eol')
        .split('\n')
        .filter((line) => /w\/(crlf|mixed)/.test(line)),
    ).toEqual([]);
    linkPackages(clone);
    expect(await outcomeOf({ cwd: clone }, clone, isWhole)).toMatchObject({ product: SEED, left: [] });
  });
});

describe("a checkout that can't be written", () => {
  /** Root can write anywhere: then npm is run by a user who can't. */
  const shell = isRoot ? 'exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"' : 'exec "$@"';
  const environment = { HOME: '/nonexistent' };

  it('serves the product by the bundles that it has', async () => {
    using checkout = copyCheckout();
    chmodSync(checkout.path, 0o555);
    const how = { cwd: checkout.path, shell, environment };
    expect(await outcomeOf(how, checkout.path, isWhole)).toMatchObject({
      product: SEED,
      output: expect.stringContaining("can't be written: the bundles in dist/ are used as they are."),
      left: [],
    });
    chmodSync(checkout.path, 0o755);
  });

  it.each(['dist', 'node_modules'])('ends with one sentence if it has no %s', async (missing) => {
    using checkout = copyCheckout({ installed: missing !== 'node_modules' });
    rmSync(join(checkout.path, missing), { recursive: true, force: true });
    chmodSync(checkout.path, 0o555);
    const { output, ...outcome } = await outcomeOf({ cwd: checkout.path, shell, environment }, checkout.path, isWhole);
    expect(output.trimEnd().split('\n').at(-1)).toMatch(
      /can't be written.*; make it writable, or start a copy of it\.$/,
    );
    expect(stackTraceOf(output)).toEqual([]);
    expect(outcome).toEqual({ product: '', code: 1, left: [] });
    chmodSync(checkout.path, 0o755);
  });
});
