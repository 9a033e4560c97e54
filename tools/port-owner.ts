import { spawnSync } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process that listens on a port. */
export interface PortOwner {
  readonly pid: number;
  /** Its command line, or its name where the system permits no more. */
  readonly program: string;
  /** Its working directory, if the system permits to read it. */
  readonly folder?: string;
}

/**
 * The process that listens on a TCP port of this machine, by /proc on Linux, elsewhere by lsof.
 *
 * @returns undefined if there is none, or if the system does not permit to see it: it may be another user's
 */
export const portOwner = (port: number): Promise<PortOwner | undefined> | PortOwner | undefined =>
  process.platform === 'linux' ? ownerByProc(port) : ownerByLsof(port);

export async function ownerByProc(port: number): Promise<PortOwner | undefined> {
  const sockets = await listeningSockets(port);
  if (sockets.size === 0) return undefined;
  for (const pid of await list('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const file of await list(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
      if (sockets.has(target)) return describe(Number(pid));
    }
  }
  return undefined;
}

export function ownerByLsof(port: number): PortOwner | undefined {
  const { stdout } = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' });
  const [, pid, program] = /^p(\d+)\nc(.+)$/m.exec(stdout ?? '') ?? [];
  return pid && program ? { pid: Number(pid), program } : undefined;
}

/** As links in /proc/PID/fd name them: socket:[INODE]. */
async function listeningSockets(port: number): Promise<Set<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)));
  // The columns of proc_pid_net(5): address, state (0A is LISTEN) and inode are the 2nd, 4th and 10th.
  const listening = rows.filter(([, local = '', , state]) => local.endsWith(suffix) && state === '0A');
  return new Set(listening.map((row) => `socket:[${row[9]}]`));
}

async function describe(pid: number): Promise<PortOwner> {
  const [commandLine, folder] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readlink(`/proc/${pid}/cwd`).catch(() => undefined),
  ]);
  const program = commandLine.split('\0').join(' ').trim() || 'a program';
  return { pid, program, ...(folder === undefined ? {} : { folder }) };
}

const list = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
