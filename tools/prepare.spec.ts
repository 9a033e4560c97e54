import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, it, onTestFinished } from 'vitest';

/** Runs prepare.mjs by itself, in a Node in which something is replaced. */
async function prepare({ replace = '', script = 'tools/prepare.mjs', env = {} } = {}) {
  const args = ['--import', `data:text/javascript,${encodeURIComponent(replace)}`, script];
  const { npm_execpath: _npm, ...others } = process.env;
  const child = spawn(process.execPath, args, { env: { ...others, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
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
});
