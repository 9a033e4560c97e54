import { writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { readDefinitions } from './resource-definitions.ts';
import { unknownFields } from './unknown-fields.ts';

const DEFINITION = `
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: policy.example.org
  names: { kind: Limit }
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { perSecond: { type: integer } } } }`;

it('objects are validated by the CustomResourceDefinitions in a folder', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'definitions-'));
  writeFileSync(join(folder.path, 'limit.yaml'), DEFINITION);
  const validate = readDefinitions(folder.path).get('policy.example.org/v1 Limit');
  const limit = { apiVersion: 'policy.example.org/v1', kind: 'Limit', metadata: { name: 'all' } };
  expect(() => validate?.({ ...limit, spec: { perSecond: 'ten' } })).toThrow('data/spec/perSecond must be integer');
  expect(unknownFields({ ...limit, spec: { perSecond: 10, perSecnod: 10 } }, (object) => validate?.(object))).toEqual([
    '/spec/perSecnod',
  ]);
});
