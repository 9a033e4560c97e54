import { existsSync, lstatSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders with what bundles are made from; the files beside them belong to it, too. */
export const SOURCES = ['apps', 'libs', 'proto', 'tools'];
/** Made from proto/ by the build itself, which so changes the folder above it, too. */
const GENERATED = 'libs/contracts/src/gen';
const BUNDLES = 'dist/apps';
/** Has the time at which the newest build began, in nanoseconds, and was itself changed last when that build ended. */
const STAMP = 'dist/.built';

/**
 * Whether all bundles are there, no source has changed since their build began, and no bundle since it ended. Without its
 * daemon, Nx removes a bundle and copies it back from its cache even if nothing has changed, and a service that starts or
 * loads a part of its bundle at that moment fails. Nx is therefore not run on bundles that are current.
 *
 * Compared is the time of the last change of a file's status (ctime), which a program cannot set: a file that is moved here
 * or restored with its old time of modification counts as changed.
 *
 * @param {string} root the folder of a clone
 */
export function areBundlesCurrent(root) {
  if (!areBundlesThere(root) || !existsSync(join(root, GENERATED))) return false;
  const began = buildTime(join(root, STAMP));
  if (began === undefined) return false;
  const ended = changeTime(join(root, STAMP));
  const files = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
  const sources = [...SOURCES, ...files.map(({ name }) => name)].flatMap((name) => pathsBelow(join(root, name)));
  const generated = join(root, GENERATED);
  const isOfBuild = (path) =>
    path === dirname(generated) || path === generated || path.startsWith(join(generated, '/'));
  return (
    sources.every((path) => isOfBuild(path) || changeTime(path) < began) &&
    pathsBelow(join(root, BUNDLES)).every((path) => changeTime(path) <= ended)
  );
}

/**
 * Whether each service has a bundle, of whatever sources.
 *
 * @param {string} root the folder of a clone
 */
export function areBundlesThere(root) {
  return readdirSync(join(root, 'apps')).every((service) => existsSync(join(root, BUNDLES, service, 'main.js')));
}

/**
 * Notes that a build begins, after which no bundle is current until that build ends.
 *
 * @param {string} root the folder of a clone, which has dist/
 * @returns {() => void} notes that it has ended with success
 */
export function beginBuild(root) {
  const stamp = join(root, STAMP);
  writeFileSync(stamp, '');
  // By the clock of the file system, which may differ from this machine's.
  const began = changeTime(stamp);
  return () => writeFileSync(stamp, String(began));
}

/** Undefined without a build that has ended. */
function buildTime(stamp) {
  const text = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  return text === '' ? undefined : BigInt(text);
}

const changeTime = (path) => lstatSync(path, { bigint: true }).ctimeNs;

/** A file or a folder, with all that it contains. */
function pathsBelow(path) {
  if (!lstatSync(path).isDirectory()) return [path];
  return [path, ...readdirSync(path).flatMap((name) => pathsBelow(join(path, name)))];
}
