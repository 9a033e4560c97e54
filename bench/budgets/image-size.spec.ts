import { gzipSync } from 'node:zlib';

import { expect, it } from 'vitest';

import { countBaseLayers, layerSize } from './image-size.ts';

const BASE = [{ created_by: 'bazel build' }, { created_by: 'ENV A=b', empty_layer: true }, {}];

it.each([
  ['the classic builder', '/bin/sh -c #(nop)  ARG APP', '/bin/sh -c #(nop) COPY dir:00e1 in /app/ '],
  ['BuildKit', 'ARG APP=price', 'COPY dist/apps/price/ /app/ # buildkit'],
])('the history that %s writes separates the layers of the base from those of the image', (_builder, arg, copy) => {
  const own = [{ created_by: arg, empty_layer: true }, { created_by: copy }, { created_by: 'COPY more /app/' }];
  expect(countBaseLayers([...BASE, ...own])).toBe(2);
});

it('an image that is not built from the Dockerfile is refused', () => {
  expect(() => countBaseLayers(BASE)).toThrow('its history has no ARG APP');
});

it('a layer has the same size, whether the daemon keeps it compressed or not', () => {
  const archive = Buffer.alloc(10_240, 'a layer');
  const size = { uncompressed: 10_240, compressed: gzipSync(archive).length };
  expect([layerSize(archive), layerSize(gzipSync(archive, { level: 1 }))]).toEqual([size, size]);
});
