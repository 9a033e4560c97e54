// Builds the images of the five services from their bundles (`npm run images`): on the base that the Dockerfile names, or
// on NODE_IMAGE. Each bundle's folder lists what is in the image, and under which licences.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { SERVICES, type ServiceName } from '#configuration';

import { imageOf } from '../libs/testbed/src/containers/image.ts';
import { normalizeFiles } from './images/normalize-files.ts';
import { sourceRevision } from './images/source-revision.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const { hash, time } = sourceRevision('.');

if (spawnSync('docker', ['version'], { stdio: 'ignore' }).status !== 0) {
  console.error(
    'No Docker daemon responds. On Debian, `eval "$(tools/without-registry/docker-daemon.sh start)"` starts one.',
  );
  process.exit(1);
}
const services = Object.keys(SERVICES) as ServiceName[];
for (const [index, service] of services.entries()) {
  const started = performance.now();
  process.stdout.write(`${index + 1}/${services.length}  ${imageOf(service).padEnd(34)}`);
  const bundle = `dist/apps/${service}`;
  normalizeFiles(bundle, time);
  build(service, bundle);
  console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`);
}
console.log(`
Each image's parts: dist/apps/<service>/sbom.cdx.json (CycloneDX), dist/apps/<service>/THIRD-PARTY-LICENSES.txt.
They are for this machine's architecture; the release workflow builds linux/amd64 and linux/arm64.
docker compose up --wait    # or, with docker-compose 1.29, up -d`);

function build(service: ServiceName, bundle: string): void {
  const values = {
    APP: service,
    NODE_IMAGE: process.env['NODE_IMAGE'] ?? '',
    VERSION: version,
    REVISION: hash,
    CREATED: time.toISOString(),
  };
  const buildArgs = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const options = ['--file', 'Dockerfile.bundle', ...buildArgs, '--tag', imageOf(service)];
  const { status, stdout, stderr } = spawnSync('docker', ['build', ...options, bundle], { encoding: 'utf8' });
  if (status === 0) return;
  console.error(`\n${stdout}${stderr}`);
  console.error(
    'Where no registry can be reached: NODE_IMAGE=$(tools/without-registry/local-image.sh node) npm run images',
  );
  process.exit(1);
}
