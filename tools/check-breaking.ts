// Compares the contract with that of the main branch, and fails on a change that would break its users.
import { spawnSync } from 'node:child_process';

const BRANCHES = ['origin/main', 'main'];

const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' });
const base = BRANCHES.find((branch) => git('cat-file', '-e', `${branch}:proto`).status === 0);

if (base) {
  const against = `.git#ref=${git('rev-parse', base).stdout.trim()},subdir=proto`;
  const { status } = spawnSync('buf', ['breaking', 'proto', '--against', against], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
console.log(`Not compared: neither ${BRANCHES.join(' nor ')} has a contract yet.`);
