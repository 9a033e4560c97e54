import { expect, it } from 'vitest';

import { Layers } from './layers.ts';
import { cpuByLayer, heapByLayer } from './profile-sums.ts';

const frame = (url: string) => ({ functionName: 'f', url, lineNumber: 0, columnNumber: 0 });
const HTTP2 = frame('node:internal/http2/core');
const GRPC = frame('file:///x/node_modules/@grpc/grpc-js/build/src/client.js');

it('sums up the time of each layer, once the program is warm', () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: HTTP2 },
      { id: 2, callFrame: GRPC },
    ],
    samples: [1, 2, 1, 1],
    timeDeltas: [100, 10, 20, 30],
  };
  expect(Object.fromEntries(cpuByLayer(profile, 100, new Layers()))).toEqual({ 'node:http2': 50, 'grpc-js': 10 });
});

it('sums up what is in use by the layer that made it', () => {
  const leaf = { callFrame: GRPC, selfSize: 5, children: [] };
  const head = { callFrame: HTTP2, selfSize: 1, children: [leaf, { ...leaf, children: [leaf] }] };
  expect(Object.fromEntries(heapByLayer({ head }, new Layers()))).toEqual({ 'node:http2': 1, 'grpc-js': 15 });
});
