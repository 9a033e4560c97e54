import { spawnSync } from 'node:child_process';

/** The commit of a folder. */
export interface SourceRevision {
  /** Its hash, empty where there is none. */
  readonly hash: string;
  /** When it was committed; the epoch where there is none. */
  readonly time: Date;
}

/**
 * The commit that a folder has checked out. Sources without a history of their own have none: a repository that merely
 * contains the folder, such as one of dotfiles in the home folder, is another one's history.
 */
export function sourceRevision(folder: string): SourceRevision {
  const git = (...args: string[]) => spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  const prefix = git('rev-parse', '--show-prefix');
  const log = git('log', '-1', '--format=%H %cI');
  const isTopLevel = prefix.status === 0 && prefix.stdout.trim() === '';
  if (!isTopLevel || log.status !== 0) return { hash: '', time: new Date(0) };
  const [hash = '', time = ''] = log.stdout.trim().split(' ');
  return { hash, time: new Date(time) };
}
