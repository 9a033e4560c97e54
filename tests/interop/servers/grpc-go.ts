import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../../../libs/testbed/src/run.ts';

const MODULE = join(import.meta.dirname, 'grpc-go');
const FOLDER = join(import.meta.dirname, '../../../dist/interop/');

/** The version of google.golang.org/grpc, whose implementation of the service is served. */
export function grpcGoVersion(): string {
  const goMod = readFileSync(join(MODULE, 'go.mod'), 'utf8');
  return /google\.golang\.org\/grpc v(\S+)/.exec(goMod)![1]!;
}

const go = (...args: readonly string[]) => run('go', ['-C', MODULE, ...args]);

/** @throws Error if there is no Go, or if its modules can't be had */
export async function downloadGoModules(): Promise<void> {
  await go('mod', 'download');
}

/**
 * Builds the server of tests/interop/servers/grpc-go.
 *
 * @returns the path of the program
 */
export async function buildGrpcGo(): Promise<string> {
  await go('build', '-o', FOLDER, '.');
  return join(FOLDER, 'grpc-go');
}
