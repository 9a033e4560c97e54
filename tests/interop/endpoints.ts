// Where the cases run: two servers, each directly and through Envoy.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { BackgroundProgram } from '../../libs/testbed/src/background-program.ts';
import { canListen, freePorts } from '../../libs/testbed/src/free-ports.ts';
import { requireOrSkip } from '../../libs/testbed/src/require-or-skip.ts';
import type { CaseContext } from './interop-case.ts';
import { ENVOY_PROGRAM, ENVOY_VERSION, installEnvoy, startEnvoy } from './servers/envoy.ts';
import { buildGrpcGo, downloadGoModules, grpcGoVersion } from './servers/grpc-go.ts';

const FIRST_ADDRESS = '127.0.0.1';
const SECOND_ADDRESS = '127.0.0.2';
/** The addresses of the two servers behind one name, which listen on the same port. */
export const ADDRESSES = [FIRST_ADDRESS, SECOND_ADDRESS] as const;

const GRPC_JS_PROGRAM = join(import.meta.dirname, 'servers/grpc-js.program.ts');

/** A server as it is reached by one path. */
export interface Endpoint {
  /** Such as `grpc-go through Envoy`. */
  readonly name: string;
  /** Undefined if a program can't be had. */
  readonly port: number | undefined;
  /** Why there is no port. */
  readonly reason: string;
  readonly missing: CaseContext['missing'];
}

/** A program, or why it can't be had. */
interface Program {
  readonly command?: readonly string[];
  readonly reason: string;
}

/** The versions of what the cases run against. */
export function versions(): string {
  const { version } = JSON.parse(readFileSync('node_modules/@grpc/grpc-js/package.json', 'utf8')) as {
    version: string;
  };
  return `grpc-go ${grpcGoVersion()}, grpc-js ${version}, Envoy ${ENVOY_VERSION}, Node ${process.versions.node}`;
}

/** Starts the servers, and Envoy before each; they end with `resources`. */
export async function startEndpoints(resources: AsyncDisposableStack, isRequired: boolean): Promise<Endpoint[]> {
  const noGo = await missing('Go', downloadGoModules, 'Install Go 1.26 or newer.', isRequired);
  const grpcGo: Program = noGo === undefined ? { command: [await buildGrpcGo()], reason: '' } : { reason: noGo };
  const grpcJs: Program = { command: [process.execPath, GRPC_JS_PROGRAM], reason: '' };
  const noEnvoy = await missing('Envoy', installEnvoy, 'Install Python 3.10 or newer, with venv.', isRequired);
  const envoy: Program = noEnvoy === undefined ? { command: [ENVOY_PROGRAM], reason: '' } : { reason: noEnvoy };
  const noCompression = { CompressedResponse: 'grpc-js compresses no response' };
  return [
    ...(await startWithEnvoy('grpc-go', grpcGo, {}, envoy, resources)),
    ...(await startWithEnvoy('grpc-js', grpcJs, noCompression, envoy, resources)),
  ];
}

async function startWithEnvoy(
  name: string,
  server: Program,
  lacks: CaseContext['missing'],
  envoy: Program,
  resources: AsyncDisposableStack,
): Promise<Endpoint[]> {
  const [port = 0, envoyPort = 0] = await freePorts(2);
  // macOS has no 127.0.0.2 by default.
  const hasTwoAddresses = await canListen(SECOND_ADDRESS);
  if (server.command) {
    const addresses = (hasTwoAddresses ? ADDRESSES : [FIRST_ADDRESS]).map((address) => `${address}:${port}`);
    const program = resources.use(new BackgroundProgram([...server.command, ...addresses]));
    await program.printed(/The servers listen/);
    if (envoy.command) resources.use(await startEnvoy(envoy.command, envoyPort, port));
  }
  const hasEnvoy = server.command && envoy.command;
  return [
    {
      name,
      port: server.command && port,
      reason: server.reason,
      missing: hasTwoAddresses ? lacks : { ...lacks, 'two addresses': `no address ${SECOND_ADDRESS}` },
    },
    {
      name: `${name} through Envoy`,
      port: hasEnvoy && envoyPort,
      reason: server.reason || envoy.reason,
      missing: { ...lacks, 'two addresses': 'Envoy balances, not the client' },
    },
  ];
}

/** @returns nothing, or why a program can't be had if it may be skipped */
async function missing(
  name: string,
  install: () => Promise<void>,
  advice: string,
  isRequired: boolean,
): Promise<string | undefined> {
  try {
    await install();
    return undefined;
  } catch (error) {
    requireOrSkip(name, false, `${advice} ${(error as Error).message}`, isRequired);
    return `no ${name}`;
  }
}
