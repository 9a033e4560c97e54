import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { SCENARIOS } from '../conformance/catalog.ts';
import { MESHES } from '../libs/testbed/src/cluster/mesh.ts';
import { run } from '../libs/testbed/src/run.ts';
import { lessonOf } from './arguments.ts';
import { differenceOf, unusedWords } from './compare-output.ts';
import { meshesOfLesson, readLessonPage, stepsOn } from './lesson-page.ts';

const ROOT = join(import.meta.dirname, '..');
const LESSONS = SCENARIOS.map(({ name }) => name);
const PAGES = [...LESSONS.map(lessonOf), 'docs/learn.md', 'docs/demo.md'];
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const SECTIONS = [
  'The problem',
  'What you need',
  'Apply',
  'Run',
  'What you should see',
  'How it works',
  'What goes wrong',
  'Undo',
  'Next',
  'Proof',
];

describe.each(PAGES)('%s', (path) => {
  const page = readLessonPage(path);

  it('has commands that bash can parse', async () => {
    for (const { commands } of page.steps) expect(await run('bash', ['-n'], { input: commands })).toBe('');
  });

  it('has outputs that agree with their own ranges, each of which has a number', () => {
    for (const { text, ranges, line } of page.steps.flatMap(({ outputs }) => outputs)) {
      expect({ line, unused: unusedWords(text, ranges) }).toEqual({ line, unused: [] });
      expect({ line, difference: differenceOf(text, text, ranges) }).toEqual({ line, difference: undefined });
      expect(text).not.toBe('');
    }
  });

  it('deletes the namespace under Undo', () => {
    const undo = page.steps.filter(({ section }) => section === 'Undo').map(({ commands }) => commands);
    expect(undo.join('\n')).toMatch(/^kubectl delete namespace product-gateway$/m);
  });
});

describe.each(LESSONS)('the lesson %s', (name) => {
  const path = lessonOf(name);
  const page = readLessonPage(path);

  it('has the headings of all lessons in their order', () => {
    expect(page.sections).toEqual(SECTIONS);
  });

  it('begins without the namespace on each mesh that supports the scenario, and has commands for no other', () => {
    for (const mesh of meshesOfLesson(name)) {
      const [first] = stepsOn(mesh, page);
      expect(first?.commands).toContain('kubectl delete namespace product-gateway --ignore-not-found\n');
    }
    expect(page.steps.filter(({ mesh }) => mesh && !meshesOfLesson(name).includes(mesh))).toEqual([]);
  });

  it('lists its time, its meshes and what comes before', () => {
    const meshes = meshesOfLesson(name).map((mesh) => MESHES[mesh].title);
    const need = new RegExp(
      `\n## What you need\n\n- Time: \\d+ minutes\n- Mesh: ${meshes.join(' or ')}(;.*)?\n- Before: `,
    );
    expect(read(path)).toMatch(need);
  });
});

describe('docs/learn.md', () => {
  const learn = read('docs/learn.md');
  const rows = [...learn.matchAll(/^\| \[([a-z-]+)\]\((\S+)\) \| (.+) \| (.+) \| (.+) \| \[.+\]\((\S+)\) \|$/gm)];

  it('has each lesson once', () => {
    expect(rows.map(([, name]) => name).toSorted()).toEqual(LESSONS.toSorted());
  });

  it('has the description, the time and the meshes of each lesson as its page has them', () => {
    for (const [, name, link, description, time, mesh] of rows) {
      const text = read(`scenarios/${name}/README.md`);
      expect(link).toBe(`../scenarios/${name}/README.md`);
      expect(text).toContain(`# ${name}\n\n${description}\n`);
      expect(text).toContain(`\n- Time: ${time}\n- Mesh: ${mesh}\n`);
    }
  });

  it('has the lessons in the order in which each page leads to the next one', () => {
    const names = rows.map(([, name]) => name);
    for (const [index, [, name, , , , , then]] of rows.entries()) {
      const [, next = ''] = /\n## Next\n\n\[.+?\]\((\S+)\)/.exec(read(`scenarios/${name}/README.md`)) ?? [];
      expect(existsSync(join(ROOT, dirname(lessonOf(name ?? '')), next))).toBe(true);
      if (index + 1 === names.length) continue;
      expect([next, then]).toEqual([`../${names[index + 1]}/README.md`, `../scenarios/${names[index + 1]}/README.md`]);
    }
  });
});
