// Makes a clone ready to run: installs what the lock file names and bundles the five services, each only if needed.
// The scripts of package.json begin with it, on whatever Node the machine has; all else runs on the Node that is installed
// here. Commands that begin at the same time do so one after the other. If something fails, it ends with one sentence: what
// failed, and what to do.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { areBundlesCurrent, areBundlesThere, beginBuild } from './prepare/current-bundles.mjs';
import { takeLock } from './prepare/lock.mjs';
import { hasNodePackage, missingPackages } from './prepare/missing-packages.mjs';
import { runInGroup } from './prepare/process-group.mjs';

const OLDEST_NODE = 20;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Options have precedence over NODE_ENV, npm_config_* and .npmrc files, by which an installation may be a partial one. */
const INSTALL = [
  'ci',
  '--include=dev',
  '--include=optional',
  '--include=peer',
  '--bin-links',
  '--package-lock',
  '--no-dry-run',
  // Here, also where a folder above has this one among its npm workspaces.
  `--prefix=${ROOT}`,
  '--no-global',
  '--install-strategy=hoisted',
  // npm runs on the system's Node, but the packages on the one that they bring.
  '--no-engine-strict',
  // What is in npm's cache is verified by its hash: no registry need be asked.
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
];
const BUILD = ['run-many', '--target=build', '--output-style=stream'];

// The reader of the output may close it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

checkSystem();
try {
  const unlock = await lock();
  await install();
  await build();
  unlock();
} catch (error) {
  // Of the file system, such as a dist/ that belongs to another user.
  if (error.code === undefined) throw error;
  fail(`${ROOT} can't be prepared (${error.message}); make all of it writable, or free space, and retry.`);
}

function checkSystem() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    fail(`Node ${process.versions.node} is too old to install with; install Node ${OLDEST_NODE} or newer.`);
  }
  if (process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime) {
    fail('There is no Node package for musl (Alpine); use a distribution with glibc, or a container image of one.');
  }
  if (!hasNodePackage(ROOT)) {
    fail(`There is no Node package for ${process.platform}-${process.arch}; use Linux or macOS on x64 or arm64.`);
  }
}

/** Two installations in one folder would break each other. Where nothing can be written, nothing is prepared. */
async function lock() {
  if (!isWritable()) return () => {};
  const folder = join(ROOT, 'dist');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, '.preparing');
  return takeLock(file, (pid) =>
    console.log(`Waiting for process ${pid}, which prepares this folder; if it does not, remove ${file} …`),
  );
}

async function install() {
  const missing = missingPackages(ROOT);
  if (missing.length === 0) return;
  const reason = `node_modules lacks ${shortList(missing)}`;
  const npm = process.env.npm_execpath ?? '';
  if (basename(npm) !== 'npm-cli.js') fail(`${reason}, and only npm installs it: run \`npm start\` or \`npm test\`.`);
  if (!isWritable()) fail(`${reason}, and ${ROOT} can't be written; make it writable, or start a copy of it.`);
  console.log('Installing what package-lock.json names (once; a minute or so) …');
  const { npm_config_workspace: _workspace, npm_config_workspaces: _workspaces, ...env } = process.env;
  const failure = await runInGroup(process.execPath, [npm, ...INSTALL], env);
  if (failure)
    fail(`npm ci failed (${failure}); mend what it reports above, such as no network or a full disk, and retry.`);
  const left = missingPackages(ROOT);
  if (left.length > 0) {
    // npm may succeed on a full disk, too.
    fail(
      `npm ci left out ${shortList(left)}; free space, or mend what excludes it in \`npm config ls -l\`, and retry.`,
    );
  }
}

async function build() {
  if (!isWritable()) {
    if (!areBundlesThere(ROOT))
      fail(`${ROOT} can't be written, and nothing is built; make it writable, or start a copy of it.`);
    console.log(`${ROOT} can't be written: the bundles in dist/ are used as they are.`);
    return;
  }
  if (areBundlesCurrent(ROOT)) return;
  console.log('Bundling what has changed …');
  const end = beginBuild(ROOT);
  const failure = await runInGroup(join(ROOT, 'node_modules/.bin/nx'), BUILD, buildEnvironment());
  if (failure)
    fail(`The build failed (${failure}); mend what it reports above, such as an error in a source, and retry.`);
  if (!areBundlesThere(ROOT)) fail('The build made no bundle of some service; remove dist/ and .nx/, and retry.');
  end();
}

/** Without the user's settings of Nx, which are for other workspaces, and without processes that outlive the build. */
function buildEnvironment() {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'));
  return {
    ...Object.fromEntries(others),
    PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_TUI: 'false',
    NX_VERBOSE_LOGGING: process.env.NX_VERBOSE_LOGGING ?? 'false',
  };
}

function isWritable() {
  try {
    accessSync(ROOT, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Three names at most, and how many more there are. */
function shortList(paths) {
  const names = paths.slice(0, 3).map((path) => path.replace('node_modules/', ''));
  return paths.length > 3 ? `${names.join(', ')} and ${paths.length - 3} more` : names.join(' and ');
}

function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}
