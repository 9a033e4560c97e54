import { expect, it } from 'vitest';

import { manifestOf, objectsOf } from './kustomize.ts';

const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { on: 'yes' } };

it('the objects of a manifest are those that it was made of', () => {
  expect(objectsOf(manifestOf([OBJECT, OBJECT]))).toEqual([OBJECT, OBJECT]);
});

it('empty documents of a manifest are no objects', () => {
  expect(objectsOf(`---\n---\n# a comment\n${manifestOf([OBJECT])}---\n`)).toEqual([OBJECT]);
});
