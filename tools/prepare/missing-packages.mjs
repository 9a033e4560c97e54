import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The packages and programs of package-lock.json that node_modules does not have, as paths below the root. npm writes its
 * own lock file there when an installation is complete; one that left out development or optional packages is incomplete
 * here, and so is one of another platform or another commit.
 *
 * @param {string} root the folder of package-lock.json
 * @returns {string[]}
 */
export function missingPackages(root) {
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'));
  const missing = [];
  for (const [path, wanted] of Object.entries(packagesOf(join(root, 'package-lock.json')))) {
    if (path === '' || !isNeeded(wanted)) continue;
    const found = installed[path];
    if (found?.version !== wanted.version || !existsSync(join(root, path, 'package.json'))) missing.push(path);
    if (!/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue;
    const programs = Object.keys(wanted.bin ?? {}).map((name) => `node_modules/.bin/${name}`);
    missing.push(...programs.filter((program) => !existsSync(join(root, program))));
  }
  return missing;
}

/**
 * Whether package-lock.json has a Node for a platform; for this machine's unless given.
 *
 * @param {string} root the folder of package-lock.json
 * @param {{ platform: string, arch: string }} platform as Node names them
 */
export function hasNodePackage(root, platform = process) {
  return Object.values(packagesOf(join(root, 'package-lock.json'))).some(
    (candidate) => candidate.bin && 'node' in candidate.bin && isFor(candidate, platform),
  );
}

/** An optional package that names no platform may belong to one of another platform, and is not installed then. */
function isNeeded(candidate) {
  if (!candidate.optional) return true;
  return Boolean(candidate.os ?? candidate.cpu) && isFor(candidate, process);
}

function isFor({ os, cpu, libc }, { platform, arch }) {
  return (os?.includes(platform) ?? true) && (cpu?.includes(arch) ?? true) && (libc?.includes('glibc') ?? true);
}

/** Empty if the file is missing or half written. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return {};
  }
}
