import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs a docker command to its end.
 *
 * @returns what it wrote to standard output
 * @throws Error with what it wrote to standard error, if it failed
 */
export async function docker(...command: string[]): Promise<string> {
  const { stdout } = await run('docker', command);
  return stdout.trimEnd();
}

/** Whether none answers; says so, and how to get it. */
export async function dockerIsMissing(): Promise<boolean> {
  const missing = await docker('version').then(
    () => false,
    () => true,
  );
  if (missing)
    console.warn('SKIPPED: no Docker. `eval "$(tools/without-registry/docker-daemon.sh start)"` starts one on Debian.');
  return missing;
}

/** @throws Error if one of the images is not there */
export async function requireImages(images: readonly string[]): Promise<void> {
  await docker('image', 'inspect', ...images).catch((error: Error) => {
    throw new Error(`${error.message.trim()}\n\`npm run images\` makes the images of all services.`);
  });
}
