// `docker compose up --build` for those who have Docker alone: in a checkout made under umask 077, with no Node on the PATH.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { ServiceName } from '#configuration';

import { copyCheckout, type Checkout } from '../../libs/testbed/src/checkout.ts';
import { buildBase } from '../../libs/testbed/src/containers/build-base-images.ts';
import { startComposeProject, type ComposeProject } from '../../libs/testbed/src/containers/compose-project.ts';
import { docker } from '../../libs/testbed/src/containers/docker.ts';
import { imageOf } from '../../libs/testbed/src/containers/image.ts';
import { SERVICE_NAMES } from '../../libs/testbed/src/environment.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';

/** npm installs some 570 packages, and bundles five services. */
const BUILD_TIMEOUT_MS = 20 * 60_000;
const HEALTHY = { timeout: 60_000, interval: 250 };

/** What must not get from the build into an image. */
const TOKEN = 'a-token-of-a-registry';

let folder: string;
let copy: Checkout | undefined;
let checkout: string;
/** Without Node. */
let path: string;
let project: ComposeProject | undefined;

const image = (service: ServiceName) => imageOf(service).replace(/:.*/, ':from-sources');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'from-sources-'));
  copy = copyCheckout({ installed: false, built: false, umask: 0o077 });
  checkout = copy.path;
  path = pathOf(join(folder, 'bin'), ['docker', 'docker-compose', 'sh', 'env']);
  const base = await buildBase();
  // Under names of their own, so that what other specs test stays.
  const services = Object.fromEntries(
    SERVICE_NAMES.map((service) => [service, { image: image(service), build: { network: base.network } }]),
  );
  const override = join(folder, 'from-sources.yaml');
  writeFileSync(override, JSON.stringify({ services }));
  project = await startComposeProject({
    folder: checkout,
    files: [override],
    upFlags: ['--build'],
    environment: {
      ...base.environment,
      NPMRC: `${base.environment['NPMRC']}\n//registry.example/:_authToken=${TOKEN}\n`,
      PATH: path,
    },
  });
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await project?.[Symbol.asyncDispose]();
  await docker('rmi', ...SERVICE_NAMES.map(image)).catch(() => undefined);
  copy?.[Symbol.dispose]();
  await rm(folder, { recursive: true, force: true });
});

/** A PATH on which there are some programs of this one, and no other. */
function pathOf(directory: string, programs: string[]): string {
  mkdirSync(directory);
  for (const program of programs) {
    const found = process.env['PATH']?.split(':').find((entry) => isFile(join(entry, program)));
    if (found) symlinkSync(join(found, program), join(directory, program));
  }
  return directory;
}
const isFile = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

describe('docker compose up --build, in a checkout made under umask 077 and without Node', () => {
  it('runs where there is no node, npm or npx', () => {
    for (const program of ['node', 'npm', 'npx']) {
      expect(spawnSync(program, ['--version'], { env: { PATH: path } }).error).toMatchObject({ code: 'ENOENT' });
    }
    expect(statSync(join(checkout, 'package.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(checkout)).not.toContain('dist');
  });

  it("responds with the seed's bytes", async () => {
    // On a busy machine one of the first calls can take longer than the gateway waits for it.
    const product = async () => (await fetch(`${project?.gateway}/product/9310301`)).text();
    await expect.poll(product, HEALTHY).toBe(SEED);
  });

  describe.each(SERVICE_NAMES)('for %s', (service) => {
    it('runs the image that it has built, which is healthy', async () => {
      const id = (await project?.containerOf(service)) ?? '';
      const state = () => docker('inspect', '--format', '{{.Config.Image}} {{.State.Health.Status}}', id);
      await vi.waitUntil(async () => (await state()).endsWith(' healthy'), HEALTHY);
      expect(await state()).toBe(`${image(service)} healthy`);
    });

    it('builds the very files of `npm run images`: the same bytes and modes', async () => {
      const [fromSources, fromBundle] = [await filesIn(image(service)), await filesIn(imageOf(service))];
      expect(fromSources).toEqual(fromBundle);
      expect(fromSources.some((file) => file.startsWith('main.js 644 '))).toBe(true);
    });

    it("keeps npm's configuration out of the image", async () => {
      const history = await docker('history', '--no-trunc', image(service));
      const configuration = await docker('inspect', image(service));
      expect(history).toContain('ARG APP');
      expect(history + configuration).not.toContain(TOKEN);
      expect(history).not.toContain('npm');
    });
  });

  it('leaves nothing after `down`', async () => {
    await project?.down();
    expect(await project?.remains()).toEqual([]);
  });
});

/**
 * Each file and folder of an image's /app, with its mode and the hash of its bytes. Times are left out: both of Docker's
 * builders reuse a layer whose files differ from the present ones in their times alone.
 */
async function filesIn(name: string): Promise<string[]> {
  const id = await docker('create', name);
  const target = await mkdtemp(join(folder, 'app-'));
  await docker('cp', `${id}:/app/.`, target);
  await docker('rm', id);
  return readdirSync(target, { withFileTypes: true, recursive: true })
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const { mode } = statSync(file);
      const hash = entry.isFile() ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'folder';
      return `${relative(target, file)} ${(mode & 0o777).toString(8)} ${hash}`;
    })
    .toSorted();
}

describe.each([
  ['prometheus', 'PROMETHEUS_IMAGE', '65534:65534', '/etc/prometheus', /^(compose\.yml|rules\/.*)$/],
  ['grafana', 'GRAFANA_IMAGE', '472:0', '/observability', /^(provisioning\/.*|dashboards\/.*\.json)$/],
])('the image of %s, from a checkout made under umask 077', (name, argument, user, directory, expected) => {
  it('has the files of its folder, and its user can read them', async () => {
    const context = join(checkout, 'observability', name);
    // On Node, which can look at it from within.
    const base = `${argument}=${imageOf('price')}`;
    const built = await docker('build', '--quiet', '--build-arg', base, context);
    const options = ['--rm', '--cap-drop=ALL', `--user=${user}`, `--workdir=${directory}`, '--entrypoint=node'];
    const read = await docker('run', ...options, built, '--print', SIZES);
    await docker('rmi', '--no-prune', built);

    const files = readdirSync(context, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name));
    const sizes = paths.map((file) => [relative(context, file), statSync(file).size] as const);
    expect(JSON.parse(read)).toEqual(Object.fromEntries(sizes.filter(([file]) => expected.test(file))));
  });
});
/** Reads all files of the working directory. */
const SIZES = `JSON.stringify(Object.fromEntries(
  fs.readdirSync('.', { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name)).map((file) => [file, fs.readFileSync(file).length])))`;
