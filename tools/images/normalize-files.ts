import { chmodSync, lutimesSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/**
 * Gives a folder and all in it modes that do not depend on the umask (755 and 644), which any user of an image can read,
 * and one modification time.
 */
export function normalizeFiles(folder: string, time: Date): void {
  const pathOf = ({ parentPath, name }: Dirent) => join(parentPath, name);
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) chmodSync(pathOf(entry), entry.isDirectory() ? 0o755 : 0o644);
  chmodSync(folder, 0o755);
  for (const path of [...entries.map(pathOf), folder]) lutimesSync(path, time, time);
}
