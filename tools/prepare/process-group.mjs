import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const STOP_TIMEOUT_MS = 5000;
const PARENT_CHECK_MS = 200;

/**
 * Runs a program in a process group of its own, and ends the whole group when the program ends, when this process gets a
 * signal (it then exits with 128 and the signal's number), and when its parent is gone: npm's SIGTERM goes to a shell,
 * which ends without passing it on.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} how it failed, such as `exit code 1`; undefined if it succeeded
 */
export function runInGroup(program, args, env) {
  const child = spawn(program, args, { env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  let stoppedBy;
  const stop = (signal) => {
    if (stoppedBy) return;
    stoppedBy = signal;
    endGroup(child.pid, 'SIGTERM');
    setTimeout(() => endGroup(child.pid, 'SIGKILL'), STOP_TIMEOUT_MS);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && stop('SIGTERM'), PARENT_CHECK_MS);

  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('exit', (code, signal) => {
      endGroup(child.pid, 'SIGKILL');
      if (stoppedBy) process.exit(128 + constants.signals[stoppedBy]);
      resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`));
    });
  }).finally(() => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, stop);
  });
}

/** A group that is gone by now is ended. */
function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {}
}
