import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { EXERCISES } from './catalog.ts';
import { exercisesDocument } from './document.ts';
import { gradeText } from './grade-text.ts';
import { gradeOf } from './grading.ts';
import { reportedByMesh, isProven, mergeProofs, readReports, type ExercisesReport, type Proof } from './report.ts';

const phase = (health: 'healthy' | 'broken', meshStatus: string[] = []) => ({ health, observed: [], meshStatus });
const proof = (exercise: string, repaired: 'healthy' | 'broken' = 'healthy'): Proof => {
  const phases = { untouched: phase('healthy'), broken: phase('broken'), repaired: phase(repaired) };
  return {
    exercise,
    startedAt: '2026-01-02T03:04:05Z',
    seconds: 1,
    proven: isProven(phases),
    ...phases,
  };
};
const REPORT: ExercisesReport = { mesh: 'istio', versions: { istio: '1.31.0' }, proofs: [] };

it('docs/exercises.md is what the exercises and the committed reports give', () => {
  const committed = readFileSync(join(import.meta.dirname, '../docs/exercises.md'), 'utf8');
  expect(committed, 'npm run docs:exercises writes it').toBe(`${exercisesDocument(EXERCISES, readReports())}\n`);
});

it('the committed reports prove at least twelve exercises on Istio', () => {
  const proven = readReports().flatMap(({ mesh, proofs }) => (mesh === 'istio' ? proofs.filter(isProven) : []));
  expect(proven.length).toBeGreaterThanOrEqual(12);
});

describe('the document', () => {
  const exercise = EXERCISES.find(({ meshes }) => meshes.join() === 'istio');

  it.each([
    ['**proven** 2026-01-02; not reported by the mesh', [proof(exercise!.name)]],
    ['not proven (failed)', [proof(exercise!.name, 'broken')]],
    ['not proven', []],
  ])('has the cell %s', (cell, proofs) => {
    expect(exercisesDocument([exercise!], [{ ...REPORT, proofs }])).toContain(`| ${cell} | – |`);
  });

  it('does not explain any mistake', () => {
    const document = exercisesDocument(EXERCISES, []);
    for (const { explanation } of EXERCISES) expect(document).not.toContain(explanation.mistake);
  });
});

it('a proof needs the grades healthy, broken and healthy', () => {
  expect(proof('a').proven).toBe(true);
  expect(isProven({ ...proof('a'), untouched: phase('broken') })).toBe(false);
  expect(isProven({ ...proof('a'), broken: phase('healthy') })).toBe(false);
});

it('a mistake is reported by the mesh only if the mesh does not report the same of the healthy deployment', () => {
  const warning = 'istioctl analyze: Warning [IST0133] EnvoyFilter exposes internal implementation details';
  const unresolved = 'GRPCRoute/price: Accepted True, ResolvedRefs False (BackendNotFound)';
  const resolved = 'GRPCRoute/price: Accepted True, ResolvedRefs True';
  const phases = { untouched: phase('healthy'), repaired: phase('healthy', [warning]) };
  expect(reportedByMesh({ ...phases, broken: phase('broken', [warning, resolved]) })).toEqual([]);
  expect(reportedByMesh({ ...phases, broken: phase('broken', [warning, unresolved]) })).toEqual([unresolved]);
});

it('a new proof replaces the older one of its exercise, and no other', () => {
  const merged = mergeProofs([proof('a', 'broken'), proof('c')], [proof('b'), proof('a')]);
  expect(merged.map(({ exercise, proven }) => [exercise, proven])).toEqual([
    ['a', true],
    ['b', true],
    ['c', true],
  ]);
});

describe('the text of a grade', () => {
  const [exercise] = EXERCISES;
  const grade = (passed: boolean) => gradeOf([{ expected: 'every call is OK', observed: '60 × OK', passed }]);

  it('explains a broken deployment beside what traffic shows and the mesh reports', () => {
    const text = gradeText(exercise!, grade(false), ['Service/price: fine'], { hints: 1 });
    expect(text).toContain(`${exercise!.name}: broken\n`);
    expect(text).toContain('FAILED  every call is OK: 60 × OK');
    expect(text).toContain('Service/price: fine');
    for (const sentence of Object.values(exercise!.explanation)) expect(text).toContain(sentence);
  });

  it('explains nothing where no mistake was planted and the deployment is healthy', () => {
    const text = gradeText(exercise!, grade(true), [], undefined);
    expect(text).toContain('healthy, and no mistake is planted');
    expect(text).not.toContain(exercise!.explanation.mistake);
  });
});
