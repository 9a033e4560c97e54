import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { docker } from '../../libs/testbed/src/containers/docker.ts';
import { runForBytes } from '../../libs/testbed/src/run.ts';

/** Of layers, in bytes: as tar archives, and those with gzip's default level, as `docker push` sends them. */
export interface ImageSize {
  readonly uncompressed: number;
  readonly compressed: number;
}

/** A step in the making of an image, the oldest first in its history. */
export interface BuildStep {
  readonly created_by?: string;
  readonly empty_layer?: boolean;
}

/**
 * What an image has over its base.
 *
 * @throws Error if there is no such image, or if it is not built from the Dockerfile
 */
export async function imageSize(image: string): Promise<ImageSize> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'product-gateway-image-'));
  const archive = join(directory.path, 'image.tar');
  await docker('save', '--output', archive, image);
  const [manifest] = JSON.parse(`${await extract(archive, 'manifest.json')}`) as [{ Config: string; Layers: string[] }];
  const config = JSON.parse(`${await extract(archive, manifest.Config)}`) as { history: BuildStep[] };
  const size = { uncompressed: 0, compressed: 0 };
  for (const path of manifest.Layers.slice(countBaseLayers(config.history))) {
    const { uncompressed, compressed } = layerSize(await extract(archive, path));
    size.uncompressed += uncompressed;
    size.compressed += compressed;
  }
  return size;
}

/**
 * How many layers an image has from its base. The history shows it without the base, which a builder need not leave in the
 * daemon: what comes before the Dockerfile's first instruction is not ours, and all that comes after is.
 */
export function countBaseLayers(history: readonly BuildStep[]): number {
  const first = history.findIndex(({ created_by }) => /\bARG APP\b/.test(created_by ?? ''));
  if (first < 0) throw new Error('The image is not built from the Dockerfile: its history has no ARG APP.');
  return history.slice(0, first).filter(({ empty_layer }) => !empty_layer).length;
}

/** Of a layer as `docker save` writes it: a tar archive, which a daemon with containerd's store has compressed. */
export function layerSize(layer: Buffer): ImageSize {
  const isGzip = layer.readUInt16BE() === 0x1f8b;
  const archive = isGzip ? gunzipSync(layer) : layer;
  return { uncompressed: archive.length, compressed: gzipSync(archive).length };
}

const extract = (archive: string, path: string): Promise<Buffer> => runForBytes('tar', ['-xOf', archive, path]);
