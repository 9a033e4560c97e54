import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { checkPage, type CheckOptions } from './check-page.ts';
import { readLessonPage } from './lesson-page.ts';
import { updatePage } from './update-page.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'page-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const fence = (info: string, ...lines: string[]) => ['```' + info, ...lines, '```', ''].join('\n');

/** Writes a page; its path is relative to the root of the repository. */
function pageOf(...blocks: string[]): string {
  const file = join(folder, 'page.md');
  writeFileSync(file, ['# page', '', '## Run', '', ...blocks].join('\n'));
  return relative(process.cwd(), file);
}

const check = (path: string, options: Partial<CheckOptions> = {}) =>
  checkPage(readLessonPage(path), { mesh: 'istio', cwd: folder, onStep: () => undefined, ...options });

it('a page passes whose outputs agree, with the commands of its mesh alone', async () => {
  const path = pageOf(
    fence('sh on=istio', 'MESH=istio'),
    fence('sh on=linkerd', 'MESH=linkerd'),
    fence('sh run=never', 'exit 9'),
    fence('sh', 'echo "$MESH 55"'),
    fence('text on=linkerd', 'linkerd 55'),
    fence('text on=istio istio=50..60', 'istio 51'),
  );
  expect(await check(path)).toEqual({ failures: [], otherOutputs: [] });
  expect((await check(path, { mesh: 'linkerd' })).failures).toEqual([]);
});

it('a page with another output fails with its place, the command and a diff, and its other commands run', async () => {
  const path = pageOf(fence('sh', 'echo two'), fence('text', 'one'), fence('sh', 'touch after'));
  const { failures } = await check(path);
  expect(failures).toEqual([`${path}:5\n$ echo two\n- expected, + observed:\n- one\n+ two\n`]);
  expect(readFileSync(join(folder, 'after'), 'utf8')).toBe('');
});

it('a page with a command that fails ends there, and is undone', async () => {
  const undo = ['## Undo', '', fence('sh', 'touch undone')];
  const path = pageOf(fence('sh', 'echo why >&2; (exit 7)'), fence('sh', 'touch never'), ...undo);
  const { failures } = await check(path);
  expect(failures).toEqual([`${path}:5\n$ echo why >&2; (exit 7)\nexited with 7, expected 0\nwhy\n`]);
  expect(readFileSync(join(folder, 'undone'), 'utf8')).toBe('');
  expect(() => readFileSync(join(folder, 'never'))).toThrow('ENOENT');
});

it('a command that fails as the page says passes, and one that does not fail does not', async () => {
  expect((await check(pageOf(fence('sh exit=7', '(exit 7)')))).failures).toEqual([]);
  expect((await check(pageOf(fence('sh exit=7', 'true')))).failures).toEqual([
    expect.stringContaining('exited with 0, expected 7'),
  ]);
});

it('a page with a command that does not end fails', async () => {
  const { failures } = await check(pageOf(fence('sh', 'sleep 300')), { stepTimeoutMs: 100 });
  expect(failures).toEqual([expect.stringContaining('The time limit is over.')]);
});

it('the output of a job in the background is waited for', async () => {
  const path = pageOf(
    fence('sh', '(sleep 0.3; echo ready; sleep 300) &  # a job'),
    fence('text', 'ready'),
    fence('sh', 'kill %1'),
  );
  expect((await check(path)).failures).toEqual([]);
});

it('an update writes what was observed, unless a number is out of its range', async () => {
  const path = pageOf(
    fence('sh', 'echo a 3'),
    fence('text', 'old'),
    fence('sh', 'echo b 9'),
    fence('text b=1..5', 'b 2'),
  );
  const { otherOutputs } = await check(path);
  expect(updatePage(path, otherOutputs).map(({ observed }) => observed)).toEqual(['b 9\n']);
  const { steps } = readLessonPage(path);
  expect(steps.map(({ outputs }) => outputs[0]?.text)).toEqual(['a 3', 'b 2']);
});

it('a page with output before any command, or with an unknown word, names the line', () => {
  expect(() => readLessonPage(pageOf(fence('text', 'one')))).toThrow(
    'page.md:5: an output without a command before it.',
  );
  expect(() => readLessonPage(pageOf(fence('sh twice=yes', 'true')))).toThrow('page.md:5: "twice=yes" is unknown');
});
