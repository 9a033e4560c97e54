// Builds the images of the five services from their bundles (`npm run images`): on the base that the Dockerfile names, or
// on NODE_IMAGE. What is in an image, and under which licences, is told in each bundle's folder.
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import { imageOf } from '../containers/image.ts';
import { SERVICES, type ServiceName } from '../libs/service-runtime/src/services.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const [revision, time] = commit();

if (spawnSync('docker', ['version'], { stdio: 'ignore' }).status !== 0) {
  console.error('No Docker daemon answers. On Debian, `eval "$(scripts/docker-daemon.sh start)"` brings one.');
  process.exit(1);
}
const services = Object.keys(SERVICES) as ServiceName[];
for (const [index, service] of services.entries()) {
  const started = performance.now();
  process.stdout.write(`${index + 1}/${services.length}  ${imageOf(service).padEnd(34)}`);
  makeReproducible(`dist/apps/${service}`);
  build(service);
  console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`);
}
console.log(`
Each image's parts: dist/apps/<service>/sbom.cdx.json (CycloneDX), dist/apps/<service>/THIRD-PARTY-LICENSES.txt.
They are for this machine's architecture; the release workflow builds linux/amd64 and linux/arm64.
docker compose up --wait    # or, with docker-compose 1.29, up -d`);

function build(service: ServiceName): void {
  const values = {
    APP: service,
    NODE_IMAGE: process.env['NODE_IMAGE'] ?? '',
    VERSION: version,
    REVISION: revision,
    CREATED: time.toISOString(),
  };
  const buildArgs = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const { status, stdout, stderr } = spawnSync('docker', ['build', ...buildArgs, '--tag', imageOf(service), '.'], {
    encoding: 'utf8',
  });
  if (status === 0) return;
  console.error(`\n${stdout}${stderr}`);
  console.error('Where no registry can be reached: NODE_IMAGE=$(scripts/local-image.sh node) npm run images');
  process.exit(1);
}

/** What is built, and of when; sources without a history have neither. */
function commit(): [string, Date] {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%H %cI'], { encoding: 'utf8' });
  const [hash = '', date = 0] = status === 0 ? stdout.trim().split(' ') : [];
  return [hash, new Date(date)];
}

/** Gives files the modes and the time that they have wherever this commit is built. */
function makeReproducible(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() ? 0o755 : 0o644);
    utimesSync(path, time, time);
  }
}
