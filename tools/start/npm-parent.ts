import { readFileSync } from 'node:fs';

const CHECK_INTERVAL_MS = 500;

/** Calls back when npm, which runs this program as a script, has ended: npm that is killed passes no signal on. */
export function onNpmExit(callback: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const npm = npmProcess();
  const check = setInterval(() => {
    if (npmProcess() === npm) return;
    clearInterval(check);
    callback();
  }, CHECK_INTERVAL_MS).unref();
}

/** The parent, or its parent where /proc says that the parent is the shell in which npm runs a script. */
function npmProcess(): number {
  try {
    const [, program = '', parent] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8')) ?? [];
    return program.endsWith('sh') ? Number(parent) : process.ppid;
  } catch {
    return process.ppid;
  }
}
