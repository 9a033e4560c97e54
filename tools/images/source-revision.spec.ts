import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { sourceRevision } from './source-revision.ts';

const NO_REVISION = { hash: '', time: new Date(0) };
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];

const newFolder = () => mkdtempDisposable(join(tmpdir(), 'source-revision-'));

/** Makes a folder a repository with one commit. */
function commitIn(folder: string): string {
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', env: ENV });
  git('init', '--quiet');
  git(...AUTHOR, 'commit', '--quiet', '--allow-empty', '--message=First');
  return git('rev-parse', 'HEAD').trim();
}
const ENV = { ...process.env, GIT_COMMITTER_DATE: '2026-01-02T03:04:05+02:00' };

describe('the revision of the sources', () => {
  it('is the commit of the repository whose top level they are', async () => {
    await using folder = await newFolder();
    const hash = commitIn(folder.path);
    expect(sourceRevision(folder.path)).toEqual({ hash, time: new Date('2026-01-02T01:04:05Z') });
  });

  it('is the commit of a linked worktree', async () => {
    await using folder = await newFolder();
    const hash = commitIn(folder.path);
    const worktree = join(folder.path, 'worktree');
    execFileSync('git', ['-C', folder.path, 'worktree', 'add', '--quiet', '--detach', worktree]);
    expect(sourceRevision(worktree).hash).toBe(hash);
  });

  it('is not the commit of a repository that contains them', async () => {
    await using folder = await newFolder();
    commitIn(folder.path);
    const sources = join(folder.path, 'sources');
    mkdirSync(sources);
    expect(sourceRevision(sources)).toEqual(NO_REVISION);
  });

  it('is empty in a repository without a commit', async () => {
    await using folder = await newFolder();
    execFileSync('git', ['-C', folder.path, 'init', '--quiet']);
    expect(sourceRevision(folder.path)).toEqual(NO_REVISION);
  });

  it('is empty where there is no repository', async () => {
    await using folder = await newFolder();
    expect(sourceRevision(folder.path)).toEqual(NO_REVISION);
  });
});
