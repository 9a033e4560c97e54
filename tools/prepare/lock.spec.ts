import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { takeLock } from './lock.mjs';

const isThere = (file: string) => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** A process that takes the lock, prints a line, and ends as the code says. */
function holder(file: string, afterwards: string) {
  const module = JSON.stringify(join(import.meta.dirname, 'lock.mjs'));
  const code = `import { takeLock } from ${module}; await takeLock(${JSON.stringify(file)}, () => {}); console.log('taken'); ${afterwards}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: ['pipe', 'pipe', 'inherit'] });
}

describe('takeLock', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'product-gateway-lock-'));
    file = join(folder, 'lock');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('holds the lock until it is released', async () => {
    const release = await takeLock(file, () => {});
    expect(readlinkSync(file)).toBe(String(process.pid));
    release();
    release();
    expect(isThere(file)).toBe(false);
  });

  it('waits for a process that holds the lock, names it, and takes the lock when that exits', async () => {
    await using other = holder(file, 'process.stdin.once("end", () => process.exit(1)).resume();');
    await once(other.stdout, 'data');
    const named: number[] = [];
    const taken = takeLock(file, (pid) => {
      named.push(pid);
      other.stdin.end();
    });
    (await taken)();
    expect(named).toEqual([other.pid]);
  });

  it('takes the lock of a process that was killed', async () => {
    await using other = holder(file, 'process.kill(process.pid, "SIGKILL");');
    await once(other, 'exit');
    expect(isThere(file)).toBe(true);
    (await takeLock(file, () => {}))();
  });

  it('takes the lock of a process that was killed and had the id of this one', async () => {
    symlinkSync(String(process.pid), file);
    (await takeLock(file, () => {}))();
    expect(isThere(file)).toBe(false);
  });

  it('leaves a lock that another process has taken meanwhile', async () => {
    const release = await takeLock(file, () => {});
    rmSync(file);
    symlinkSync(String(process.ppid), file);
    release();
    expect(readlinkSync(file)).toBe(String(process.ppid));
  });
});
