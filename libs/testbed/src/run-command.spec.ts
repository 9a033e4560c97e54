import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

const PROGRAM = `
  import { runCommand } from ${JSON.stringify(import.meta.resolve('./run-command.ts'))};
  const read = (args) => {
    if (args[0] === '--help') return undefined;
    if (args[0] !== '--count') throw new Error('--size is "x", but must be a number');
    return Number(args[1]);
  };
  await runCommand({ read, usage: 'the usage', run: async (count, args) => (console.log(count, args), count) });
`;

/** The exit code, standard output and standard error of a program that has one option, --count. */
function run(...args: string[]) {
  // An evaluated program has no path of its own in process.argv.
  const program = ['--input-type=module', '--eval', PROGRAM, '--', 'the path', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  return [status, stdout, stderr];
}

describe('a command', () => {
  it('runs with its options, and ends with the exit code that comes of it', () => {
    expect(run('--count', '3')).toEqual([3, "3 [ '--count', '3' ]\n", '']);
  });

  it('prints its usage for --help, and ends with 0', () => {
    expect(run('--help')).toEqual([0, 'the usage\n', '']);
  });

  it('prints what is wrong with an option, and its usage, and ends with 2', () => {
    expect(run('--size')).toEqual([2, '', '--size is "x", but must be a number\n\nthe usage\n']);
  });
});
