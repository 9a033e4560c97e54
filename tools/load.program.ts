// The program of npm run load as the specs run it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs the program as npm does, without a terminal. */
export function startLoad(...args: string[]) {
  const child = spawn(process.execPath, ['tools/load.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { child, ended: ended.then(([[code], stdout, stderr]) => ({ code: code as number, stdout, stderr })) };
}

/** Runs the program to its end. */
export const load = (...args: string[]) => startLoad(...args).ended;
