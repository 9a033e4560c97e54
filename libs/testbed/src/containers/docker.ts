// The Docker daemon, and the images in it that are tested.
import { getContainerRuntimeClient, ImageName } from 'testcontainers';

import { SERVICES, type ServiceName } from '#configuration';

import { imageOf } from './image.ts';

/**
 * Whether there is no daemon, or an image is missing; says so, and how to get it.
 *
 * @throws Error where CI is set, which must skip nothing
 */
export async function imagesAreMissing(): Promise<boolean> {
  const advice = await whatIsMissing();
  if (!advice) return false;
  if (process.env['CI']) throw new Error(advice);
  console.warn(`SKIPPED: ${advice}`);
  return true;
}

async function whatIsMissing(): Promise<string | undefined> {
  const docker = await getContainerRuntimeClient().catch(() => undefined);
  if (!docker)
    return 'no Docker answers. `eval "$(tools/without-registry/docker-daemon.sh start)"` starts one on Debian.';
  const images = (Object.keys(SERVICES) as ServiceName[]).map(imageOf);
  const there = await Promise.all(images.map((image) => docker.image.exists(ImageName.fromString(image))));
  const missing = images.filter((_image, index) => !there[index]);
  return missing.length > 0 ? `no image ${missing.join(', ')}. \`npm run images\` builds them.` : undefined;
}
