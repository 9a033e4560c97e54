import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, it, onTestFinished } from 'vitest';

import { Layers } from './layers.ts';

const frame = (url: string, functionName = 'f', columnNumber = 0) => ({
  functionName,
  url,
  lineNumber: 0,
  columnNumber,
});

it.each([
  ['', '(garbage collector)', 'garbage collector'],
  ['', '(idle)', 'waiting'],
  ['', '(program)', 'system calls and other native code'],
  ['', 'writeUtf8String', 'system calls and other native code'],
  ['node:internal/http2/core', 'f', 'node:http2'],
  ['node:_http_server', 'f', 'node:http'],
  ['node:events', 'f', 'streams, sockets, events, timers'],
  ['file:///x/node_modules/@grpc/grpc-js/build/src/client.js', 'f', 'grpc-js'],
  ['file:///x/node_modules/find-my-way/index.js', 'f', 'Fastify and what it brings'],
  ['file:///x/libs/contracts/src/gen/price.ts', 'f', 'messages'],
  ['file:///x/libs/grpc/src/channel.ts', 'f', 'libs'],
])('the layer of %j, %s is %s', (url, name, layer) => {
  expect(new Layers().of(frame(url, name))).toBe(layer);
});

it('the layer of a bundled function is that of its source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Column 0 comes from the first source, column 10 from the second.
  const sources = ['../../node_modules/rxjs/index.js', '../../apps/price/src/main.ts'];
  writeFileSync(join(folder, 'main.js.map'), JSON.stringify({ version: 3, sources, names: [], mappings: 'AAAA,UCAA' }));
  const url = pathToFileURL(join(folder, 'main.js')).href;
  const layers = new Layers();
  expect([0, 12].map((column) => layers.of(frame(url, 'f', column)))).toEqual(['Nest', 'the service itself']);
});
