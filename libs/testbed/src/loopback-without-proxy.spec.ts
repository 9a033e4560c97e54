import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from 'vitest';

import { exemptLoopbackFromProxies } from './loopback-without-proxy.ts';

describe('exemptLoopbackFromProxies', () => {
  it('keeps what is exempt already, in lower case before upper case', () => {
    const environment = { no_proxy: 'example.com', NO_PROXY: 'example.org' };
    exemptLoopbackFromProxies(environment);
    const exempt = 'example.com,localhost,127.0.0.1,::1';
    expect(environment).toEqual({ no_proxy: exempt, NO_PROXY: exempt });
  });

  it('lets fetch in the same process reach a server on this machine under NODE_USE_ENV_PROXY', async () => {
    await using server = createServer((_request, response) => response.end('reached')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const program = `
      import { exemptLoopbackFromProxies } from ${JSON.stringify(join(import.meta.dirname, 'loopback-without-proxy.ts'))};
      exemptLoopbackFromProxies();
      const response = await fetch('http://127.0.0.1:${(server.address() as AddressInfo).port}');
      console.log(await response.text());
    `;
    const { no_proxy: _lower, NO_PROXY: _upper, ...others } = process.env;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      env: { ...others, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await text(child.stdout)).toBe('reached\n');
  });
});
