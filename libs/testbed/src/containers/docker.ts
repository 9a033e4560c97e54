// The Docker daemon, and the images in it.
import { requireOrSkip } from '../require-or-skip.ts';
import { ProgramError, run } from '../run.ts';

const ADVICE = '`eval "$(tools/without-registry/docker-daemon.sh start)"` starts one on Debian.';

/** Runs docker, and returns its standard output. */
export const docker = async (...args: string[]): Promise<string> => (await run('docker', args)).trimEnd();

/** Whether to skip what needs a Docker daemon. */
export async function dockerIsMissing(isRequired?: boolean): Promise<boolean> {
  const isThere = await docker('version').then(
    () => true,
    () => false,
  );
  return requireOrSkip('Docker', isThere, ADVICE, isRequired);
}

/** Whether to skip what needs a Docker daemon and images in it. */
export async function imagesAreMissing(images: readonly string[]): Promise<boolean> {
  if (await dockerIsMissing()) return true;
  const missing = await missingImages(images);
  return requireOrSkip(`image ${missing.join(', ')}`, missing.length === 0, '`npm run images` builds them.');
}

/** Those of some images that the daemon does not have. */
export async function missingImages(images: readonly string[]): Promise<string[]> {
  const isMissing = await Promise.all(
    images.map((image) =>
      docker('image', 'inspect', image).then(
        () => false,
        (error: unknown) => error instanceof ProgramError,
      ),
    ),
  );
  return images.filter((_image, index) => isMissing[index]);
}
