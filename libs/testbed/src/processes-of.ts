import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The command lines of processes that run in a folder or name it; none where there is no /proc. */
export function processesOf(folder: string): string[] {
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)) : [];
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
      const workingDirectory = readlinkSync(join('/proc', pid, 'cwd'));
      return command.includes(folder) || workingDirectory.startsWith(folder) ? [`${pid} ${command}`] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
