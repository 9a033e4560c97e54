import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { normalizeFiles } from './normalize-files.ts';

it('files made under umask 077 become readable for everybody, with one time', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'normalize-files-'));
  const [bundle, chunks, file] = ['bundle', 'bundle/chunks', 'bundle/chunks/main.js'].map((name) =>
    join(folder.path, name),
  ) as [string, string, string];
  mkdirSync(bundle, { mode: 0o700 });
  mkdirSync(chunks, { mode: 0o700 });
  writeFileSync(file, '', { mode: 0o600 });

  const time = new Date('2026-01-02T03:04:05Z');
  normalizeFiles(bundle, time);

  const modesAndTimes = [bundle, chunks, file]
    .map((path) => statSync(path))
    .map(({ mode, mtime }) => [mode & 0o777, mtime]);
  expect(modesAndTimes).toEqual([
    [0o755, time],
    [0o755, time],
    [0o644, time],
  ]);
});
