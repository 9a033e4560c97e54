// Makes a clone ready to run: installs what the lock file names and bundles the five services, each only if needed.
// npm runs it before `npm start` and `npm test`, on whatever Node the machine has; all else runs on the Node that is
// installed here.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const OLDEST_NODE = 20;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  fail(`Node ${process.versions.node} is too old to install with; ${OLDEST_NODE} or newer is needed.`);
}
if (process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime) {
  fail('There is no Node package for musl (Alpine); use a distribution with glibc, or a container image of one.');
}

const INSTALLED = 'node_modules/.package-lock.json';
if (!existsSync(INSTALLED) || statSync(INSTALLED).mtimeMs < statSync('package-lock.json').mtimeMs) {
  const npm = process.env.npm_execpath ?? fail('Run this through npm: `npm start` or `npm test`.');
  console.log('Installing what package-lock.json names (once; a minute or so) …');
  run(process.execPath, [npm, 'ci', '--no-audit', '--no-fund']);
}
console.log('Bundling what has changed …');
run('nx', ['run-many', '-t', 'build', '--output-style=stream']);

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}
