// Copies of this checkout, as a clone would be, with what is not committed yet.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
/** What `npm start` makes in a checkout besides node_modules. */
const MADE = ['dist', '.nx', 'libs/contracts/src/gen'];

/** A copy in a temporary folder, which is removed at the end of the `using` block. */
export interface Checkout extends Disposable {
  /** Its folder. */
  readonly path: string;
  /** The temporary folder above it. */
  readonly parent: string;
}

export interface CheckoutOptions {
  /** Path of the checkout below the temporary folder. */
  readonly name?: string;
  /** Whether it has the packages of this checkout, without a copy of their bytes; true unless given. */
  readonly installed?: boolean;
  /** Whether it has the bundles and the build cache of this checkout; true unless given. */
  readonly built?: boolean;
  /** Permissions that its files and folders lack, such as 0o077; none unless given. */
  readonly umask?: number;
}

export function copyCheckout(options: CheckoutOptions = {}): Checkout {
  const { name = 'checkout', installed = true, built = true, umask = 0 } = options;
  const parent = mkdtempSync(join(tmpdir(), 'product-gateway-'));
  chmodSync(parent, 0o755);
  const path = join(parent, name);
  mkdirSync(path, { recursive: true, mode: 0o777 & ~umask });
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of listed.toString().split('\0')) {
    if (!file || !existsSync(join(ROOT, file))) continue;
    const copy = join(path, file);
    mkdirSync(dirname(copy), { recursive: true, mode: 0o777 & ~umask });
    cpSync(join(ROOT, file), copy);
    if (umask !== 0) chmodSync(copy, statSync(copy).mode & ~umask);
  }
  for (const made of built ? MADE : []) cpSync(join(ROOT, made), join(path, made), { recursive: true });
  if (installed) linkPackages(path);
  return { path, parent, [Symbol.dispose]: () => rmSync(parent, { recursive: true, force: true }) };
}

/** Changes a source, so that one of the bundles is built anew. */
export function changeSource({ path }: Checkout): void {
  appendFileSync(join(path, 'apps/price/src/main.ts'), `// ${randomUUID()}\n`);
}

/** Removes what was built, so that `npm start` generates the contract and builds all of the bundles. */
export function removeBuilt({ path }: Checkout): void {
  for (const made of MADE) rmSync(join(path, made), { recursive: true, force: true });
}

/** By hard links, or on macOS by clones: the packages are 700 MB. */
export function linkPackages(path: string): void {
  const how = process.platform === 'darwin' ? ['-Rc'] : ['-al'];
  execFileSync('cp', [...how, join(ROOT, 'node_modules'), join(path, 'node_modules')]);
  // npm writes this one in place, and so into all of its links.
  const lock = join(path, 'node_modules/.package-lock.json');
  rmSync(lock);
  cpSync(join(ROOT, 'node_modules/.package-lock.json'), lock);
}
