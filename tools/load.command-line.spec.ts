import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from 'vitest';

import { startStubHttpServer, type Respond } from '../libs/testbed/src/stub-http-server.ts';
import { load, startLoad } from './load.program.ts';

const ok: Respond = (response) => response.end('{}');

describe('npm run load', () => {
  it('prints what there is on Ctrl-C, and exits with 130', async () => {
    await using server = await startStubHttpServer((response, number) => void (number <= 3 && response.end('{}')));
    const { child, ended } = startLoad('--url', server.url, '--concurrency', '1');
    await expect.poll(() => server.requests.length).toBe(4);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(stdout).toContain('3 requests in');
    expect(stdout).toContain('(interrupted)');
    expect(code).toBe(130);
  });

  it('sends the headers of the command line', async () => {
    await using server = await startStubHttpServer(ok);
    await load('--url', server.url, '--count', '1', '--header', 'x-tester: v2', '--header', 'host:gateway.example');
    expect(server.requests[0]?.headers).toMatchObject({ 'x-tester': 'v2', host: 'gateway.example' });
  });

  it('requests the hops of a product, and any other path as it is', async () => {
    await using server = await startStubHttpServer(ok);
    for (const path of ['/product/7.json?a=b', '/product/7.html', '//other']) {
      await load('--url', server.url, '--count', '1', '--path', path);
    }
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/product/7.json?a=b&view=hops',
      '/product/7.html',
      '//other',
    ]);
  });

  it('draws a bar on a terminal, and removes it before the report', async () => {
    await using server = await startStubHttpServer(ok);
    const command = `${process.execPath} tools/load.ts --url ${server.url} --count 20`;
    const terminal = spawn('script', ['--quiet', '--command', command, '/dev/null'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output = await text(terminal.stdout);
    expect(output).toContain(`[${'='.repeat(30)}] 20 of 20 requests`);
    expect(output.split('\x1b[2K').at(-1)).toMatch(/20 requests in/);
    expect(output.split('\x1b[2K').at(-1)).not.toContain('=====');
  });

  it.each([
    [['--count', '0'], '--count is "0", but must be a whole number from 1 to 1,000,000'],
    [['--concurrency', '1001'], '--concurrency is "1001", but must be a whole number from 1 to 1,000'],
    [['--rate', 'fast'], '--rate is "fast", but must be a whole number from 1 to 1,000,000'],
    [['--url', 'localhost:9999'], '--url is "localhost:9999", but must be like http://localhost:9999, without a path'],
    [['--path', 'product'], '--path is "product", but must begin with /'],
    [['--header', 'x tester'], `--header is "x tester", but must be like 'x-tester: v2'`],
    [['--speed', '9'], `Unknown option '--speed'`],
  ])('refuses %j, with the reason, what is accepted, and 2', async (args, reason) => {
    const { code, stderr } = await load(...args);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('--count N ');
    expect(code).toBe(2);
  });

  it('prints its options on --help', async () => {
    expect(await load('--help')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('--rate N') as string,
    });
  });
});
