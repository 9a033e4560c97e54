import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const CHECK_MS = 100;
/** Most preparations are over before. */
const NOTICE_AFTER_MS = 1000;

/**
 * Waits until no other process holds the lock, then holds it until it is released or this process exits. The lock is a
 * symbolic link whose target is the process id, since a link is made with its content in one step. The lock of a process that
 * was killed is removed, also if this process has its id, as in a container that was started anew.
 *
 * @param {string} file path of the lock; its folder must exist
 * @param {(pid: number) => void} onWait called once if another process holds the lock for more than a second
 * @returns {Promise<() => void>} releases the lock; may be called again
 */
export async function takeLock(file, onWait) {
  let waitedMs = 0;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if (holder === process.pid || !isRunning(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    await delay(CHECK_MS);
    waitedMs += CHECK_MS;
    if (waitedMs === NOTICE_AFTER_MS) onWait(holder);
  }
  const release = () => {
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
    process.off('exit', release);
  };
  process.on('exit', release);
  return release;
}

/** Whether the lock is this process's now. */
function take(file) {
  try {
    symlinkSync(String(process.pid), file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined if nobody holds the lock. */
function holderOf(file) {
  try {
    return Number.parseInt(readlinkSync(file), 10);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is there, but gets no signal.
    return error.code === 'EPERM';
  }
}
