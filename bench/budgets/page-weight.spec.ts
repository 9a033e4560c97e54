import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, it } from 'vitest';

import { chromiumIsMissing } from '../../libs/testbed/src/chromium.ts';
import { pageWeight } from './page-weight.ts';

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const PAGE = `<!doctype html><link rel="icon" href="data:,"><img src="/picture.svg"><img src="data:image/svg+xml,${encodeURIComponent(PICTURE)}">`;

it.skipIf(chromiumIsMissing())('weighs a page and all that it loads, but not what is within it', async () => {
  await using server = createServer(({ url }, response) => {
    if (url === '/page') response.setHeader('content-type', 'text/html').end(PAGE);
    else response.setHeader('content-type', 'image/svg+xml').end(PICTURE);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await pageWeight(`http://127.0.0.1:${port}/page`)).toEqual({
    bytes: PAGE.length + PICTURE.length,
    requests: 2,
  });
});
