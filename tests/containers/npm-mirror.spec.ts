// The build stage behind a mirror of npm's registry that has a certificate of its own and requires a token.
import { readFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeAll, expect, it } from 'vitest';

import { buildBase, type BuildBase } from '../../libs/testbed/src/containers/build-base-images.ts';
import { run, type ProgramError } from '../../libs/testbed/src/run.ts';

const TOKEN = 'a-token-of-the-mirror';

let base: BuildBase;
let certificate: string;
let key: string;
beforeAll(async () => {
  base = await buildBase();
  await using folder = await mkdtempDisposable(join(tmpdir(), 'npm-mirror-'));
  const [keyFile, certificateFile] = [join(folder.path, 'key.pem'), join(folder.path, 'certificate.pem')];
  const subject = ['-subj', '/CN=mirror', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  await run('openssl', ['req', '-x509', ...newKey, ...subject, '-out', certificateFile]);
  key = readFileSync(keyFile, 'utf8');
  certificate = readFileSync(certificateFile, 'utf8');
});

/** A mirror that has no package and records its requests. */
async function startMirror() {
  const requests: { path: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer({ key, cert: certificate }, ({ url, headers: { authorization } }, response) => {
    requests.push({ path: url, authorization });
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    requests,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

/** Builds the build stage, which fails since the mirror has no packages, and resolves with its output. */
async function build(host: string, settings: Record<string, string>): Promise<string> {
  const values = {
    BUILD_IMAGE: base.environment['BUILD_IMAGE'],
    NPM_CONFIG_REGISTRY: `https://${host}/`,
    NPMRC: `fetch-retries=0\n//${host}/:_authToken=${TOKEN}`,
    ...settings,
  };
  const buildArgs = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const failed = await run('docker', [
    'build',
    '--force-rm',
    '--network=host',
    '--target=build',
    ...buildArgs,
    '.',
  ]).then(
    () => undefined,
    (error: ProgramError) => error.stdout + error.stderr,
  );
  if (failed === undefined) throw new Error('The build succeeded with a mirror that has no packages.');
  return failed;
}

it('the build stage requests packages from the mirror that NPM_CONFIG_REGISTRY names, trusts NPM_CONFIG_CA, and sends the token of NPMRC', async () => {
  await using mirror = await startMirror();
  expect(await build(mirror.host, { NPM_CONFIG_CA: certificate })).toContain('E404');
  expect(mirror.requests).toContainEqual({ path: '/@bufbuild%2fbuf', authorization: `Bearer ${TOKEN}` });
});

it('the build stage ends with the name of the error where it does not trust the mirror', async () => {
  await using mirror = await startMirror();
  expect(await build(mirror.host, {})).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(mirror.requests).toEqual([]);
});
