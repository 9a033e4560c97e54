// What images are built on from the sources: what the Dockerfile names, or stand-ins where no registry can be reached.
import { existsSync, readFileSync } from 'node:fs';

import { run } from '../run.ts';

const DOCKERFILE = new URL('../../../../Dockerfile', import.meta.url);

/** Where a build takes its bases and its packages from. */
export interface BuildBase {
  /** Variables that compose.yaml passes to the Dockerfile. */
  readonly environment: Readonly<Record<string, string>>;
  /** The network of the build stage. */
  readonly network: 'default' | 'host';
}

/**
 * The bases that NODE_IMAGE and BUILD_IMAGE or else the Dockerfile name. One that can't be pulled is made of this machine's
 * Node and npm; its npm is then configured as this machine's is, and uses this machine's network.
 */
export async function buildBase(): Promise<BuildBase> {
  const nodeImage = await imageFor('NODE_IMAGE', 'node');
  const buildImage = await imageFor('BUILD_IMAGE', 'build');
  const isLocal = buildImage.endsWith(':local');
  return {
    environment: {
      NODE_IMAGE: nodeImage,
      BUILD_IMAGE: buildImage,
      NPMRC: process.env['NPMRC'] ?? (isLocal ? await npmConfiguration() : ''),
    },
    network: isLocal ? 'host' : 'default',
  };
}

async function imageFor(variable: 'NODE_IMAGE' | 'BUILD_IMAGE', standIn: 'node' | 'build'): Promise<string> {
  const given = process.env[variable];
  if (given) return given;
  const [, image] = new RegExp(`^FROM \\$\\{${variable}:-(.+?)\\}`, 'm').exec(readFileSync(DOCKERFILE, 'utf8')) ?? [];
  if (!image) throw new Error(`The Dockerfile names no default for ${variable}.`);
  const pulled = run('docker', ['pull', '--quiet', image]).then(
    () => true,
    () => false,
  );
  return (await pulled) ? image : (await run('tools/without-registry/local-image.sh', [standIn])).trim();
}

/** All that this machine's npm is configured with, but for the environment. */
async function npmConfiguration(): Promise<string> {
  const paths = await Promise.all(
    ['globalconfig', 'userconfig'].map(async (key) => (await run('npm', ['config', 'get', key])).trim()),
  );
  return paths
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}
