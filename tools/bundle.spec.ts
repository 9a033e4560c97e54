import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { SERVICES, type ServiceName } from '#configuration';

/** Licences that an image may carry: those that ask for no more than to be named, as THIRD-PARTY-LICENSES.txt does. */
const LICENCES = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  '(Apache-2.0 AND BSD-3-Clause)',
]);

const bundle = (service: ServiceName, file = '') => join('dist/apps', service, file);

/** Starts a program of a bundle; what it prints is gathered. */
function start(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const program = { child, output: '', code: once(child, 'close').then(([code]) => code as number | null) };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (program.output += String(chunk)));
  return program;
}

describe.each(Object.keys(SERVICES) as ServiceName[])('the bundle of %s', (service) => {
  const components = new Set(
    (
      JSON.parse(readFileSync(bundle(service, 'sbom.cdx.json'), 'utf8')) as {
        components: { group?: string; name: string; version: string }[];
      }
    ).components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`),
  );
  const licences = readFileSync(bundle(service, 'THIRD-PARTY-LICENSES.txt'), 'utf8');

  it('lists the packages in it, and under which licence each of them is', () => {
    const licensed = [...licences.matchAll(/^Name: (.*)\nVersion: (.*)\nLicense: (.*)$/gm)];
    const names = licensed.map(([, name, version]) => `${name}@${version}`);
    expect(names).toEqual(
      expect.arrayContaining([expect.stringMatching(/^@nestjs\/core@/), expect.stringMatching(/^@grpc\/grpc-js@/)]),
    );
    expect(names.filter((name) => !components.has(name))).toEqual([]);
    expect(licensed.map(([, , , licence]) => licence).filter((licence) => !LICENCES.has(licence ?? ''))).toEqual([]);
  });

  it('is ASCII, so that V8 keeps it in a byte a character', () => {
    const files = readdirSync(bundle(service), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js'),
    );
    expect(files).toContain('main.js');
    // eslint-disable-next-line no-control-regex
    expect(files.filter((file) => !/^[\x00-\x7f]*$/.test(readFileSync(bundle(service, file), 'utf8')))).toEqual([]);
  });

  it("does not load Node's own HTTP client", async () => {
    const atExit = "process.on('exit', () => console.error(process.moduleLoadList.join('\\n')))";
    const program = start(['--import', `data:text/javascript,${atExit}`, bundle(service, 'main.js')], {
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      LOG_FORMAT: 'json',
    });
    await expect.poll(() => program.output, { timeout: 15_000 }).toContain('"ready"');
    program.child.kill();
    expect(await program.code).toBe(0);
    expect(program.output).toContain('NativeModule http2');
    expect(program.output).not.toContain('undici');
  });
});

describe('the health check of a container', () => {
  const healthcheck = async (port: number, env: Record<string, string> = {}) => {
    const program = start([bundle('price', 'healthcheck.js')], { HTTP_PORT: `${port}`, ...env });
    return { code: await program.code, output: program.output };
  };
  const check = async (respond: RequestListener, env: Record<string, string> = {}) => {
    const server = createServer(respond).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const checked = await healthcheck(port, env);
    await server[Symbol.asyncDispose]();
    return { ...checked, port };
  };

  it('ends with 0 if the service is ready', async () => {
    expect(await check((request, response) => response.end(request.url === '/readyz' ? 'ok' : '?'))).toMatchObject({
      code: 0,
      output: '',
    });
  });

  it('asks the service without the proxy that the environment names', async () => {
    const proxy = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    expect(await check((_request, response) => response.end('ok'), proxy)).toMatchObject({ code: 0, output: '' });
  });

  it('ends with 1, and says why, if it is not', async () => {
    const draining = await check((_request, response) => response.writeHead(503).end());
    expect(draining).toMatchObject({ code: 1, output: '/readyz responds 503\n' });
    expect(await healthcheck(draining.port)).toMatchObject({
      code: 1,
      output: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
