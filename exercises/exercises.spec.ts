import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import { describe, expect, it } from 'vitest';

import { build, kustomizeIsMissing } from '../libs/testbed/src/cluster/kustomize.ts';
import { EXERCISES, manifestOfExercise } from './catalog.ts';
import { sentencesOf, startOf } from './exercise.ts';
import { identityOf } from './live-objects.ts';

const SENTENCE = /^[\p{L}?].*\.$/u;
const PUBLIC_ISSUE = /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(issues|pull)\/\d+$/;
const MANIFESTS = ['mistake', 'repair'] as const;

it('every folder with an exercise is in the catalog under its own name', () => {
  const folders = globSync('*/exercise.ts', { cwd: import.meta.dirname }).map((file) => basename(dirname(file)));
  expect(EXERCISES.map(({ name }) => name)).toEqual(folders.toSorted());
});

it('there are at least twelve exercises for Istio, and some for Linkerd', () => {
  const numberOn = (mesh: 'istio' | 'linkerd') => EXERCISES.filter(({ meshes }) => meshes.includes(mesh)).length;
  expect(numberOn('istio')).toBeGreaterThanOrEqual(12);
  expect(numberOn('linkerd')).toBeGreaterThanOrEqual(5);
});

describe.each(EXERCISES)('the exercise $name', (exercise) => {
  it('has a symptom, a change and an explanation of exactly three sentences', () => {
    const sentences = sentencesOf(exercise);
    expect(sentences).toHaveLength(3);
    for (const text of [exercise.symptom, exercise.change, ...sentences]) {
      expect(text).toMatch(SENTENCE);
      // A full stop within a text is followed by a blank only at the end of a sentence.
      expect(text.split(/\.\s/)).toHaveLength(1);
    }
  });

  it('has at least two hints', () => {
    expect(exercise.hints.length).toBeGreaterThanOrEqual(2);
    for (const hint of exercise.hints) expect(hint).toMatch(/[.?]$/);
  });

  it('cites a public issue', () => {
    expect(exercise.issue).toMatch(PUBLIC_ISSUE);
  });

  it('is for a mesh, and starts with a folder of that mesh', () => {
    expect(exercise.meshes.length).toBeGreaterThan(0);
    for (const mesh of exercise.meshes) expect(startOf(exercise, mesh)).toMatch(new RegExp(`/${mesh}(/|$)`));
  });

  it('does not name its mistake in what it prints before the mistake is found', () => {
    const printed = [exercise.name, exercise.symptom, exercise.change].join(' ');
    expect(printed).not.toMatch(
      /subset|selector|DestinationRule|VirtualService|GRPCRoute|PeerAuthentication|EnvoyFilter/,
    );
  });

  it.each(MANIFESTS)('has a %s whose objects have no namespace and leave the Deployments alone', (manifest) => {
    const objects = manifestOfExercise(exercise, manifest);
    expect(objects.length).toBeGreaterThan(0);
    for (const { apiVersion, kind, metadata } of objects) {
      expect(apiVersion).toMatch(/./);
      expect(metadata.name).toMatch(/./);
      expect(metadata).not.toHaveProperty('namespace');
      // A patch of their containers would replace the images of a user.
      expect(['Deployment', 'Namespace', 'ConfigMap']).not.toContain(kind);
    }
  });

  it('has a repair that differs from its mistake', () => {
    expect(manifestOfExercise(exercise, 'repair')).not.toEqual(manifestOfExercise(exercise, 'mistake'));
  });

  it.skipIf(kustomizeIsMissing())('has a start state that its mistake changes', async () => {
    for (const mesh of exercise.meshes) {
      const start = new Map((await build(startOf(exercise, mesh))).map((object) => [identityOf(object), object]));
      expect(start.size).toBeGreaterThan(10);
      for (const object of manifestOfExercise(exercise, 'mistake')) {
        const before = start.get(identityOf(object));
        expect({ ...before, ...object, metadata: { ...before?.metadata, ...object.metadata } }).not.toEqual(before);
      }
    }
  });
});
