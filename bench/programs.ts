import { openSync } from 'node:fs';
import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';

import { startProcesses, type ProcessesOptions, type RunningProcesses } from '../libs/testbed/src/processes.ts';
import { BASELINES, CLIENTS, type Baseline } from './baselines.ts';

/** The name of the product as it is shipped. */
export const PRODUCT = 'product-gateway';

/** Where the files of logs are while a benchmark runs. */
const LOG_FOLDERS = 'dist/bench/logs/';

/** What every program has in production; all else is as by default: hops, metrics and a log line for each request. */
const PRODUCTION = { NODE_ENV: 'production' };

/** Without a log line for each request. */
export const LOG_OFF = { ...PRODUCTION, LOG_LEVEL: 'warn' };

/** With a log line for each request, which is the default. */
export const LOG_ON = { ...PRODUCTION, LOG_LEVEL: 'info' };

/** Five services that are to be measured. */
export interface MeasuredServices extends Pick<ProcessesOptions, 'environment' | 'command'> {
  readonly name: string;
  /** Whether each service writes its standard output to a file, as it does on a node of a cluster; else it is dropped. */
  readonly logsToFile: boolean;
}

/** Five services that are compared with others. */
export interface Program extends MeasuredServices {
  /** Whether its page is compared. */
  readonly hasPage: boolean;
  /** Whether its latency at a steady rate is measured. */
  readonly hasSteadyRate: boolean;
}

const shipped: Program = {
  name: PRODUCT,
  environment: LOG_ON,
  logsToFile: true,
  hasPage: true,
  hasSteadyRate: true,
};

const overTransport = (transport: string): Program => ({
  ...shipped,
  name: `${PRODUCT}, ${transport}`,
  environment: { ...LOG_ON, GRPC_TRANSPORT: transport },
  hasPage: false,
});

/** The product in several settings, one of whose transports is the default. */
const PRODUCT_VARIANTS: readonly Program[] = [
  shipped,
  {
    name: `${PRODUCT}, log off`,
    environment: LOG_OFF,
    logsToFile: false,
    hasPage: false,
    hasSteadyRate: false,
  },
  overTransport('grpc-js'),
  overTransport('http2'),
];

/** The programs of a comparison, and why a baseline is not among them. */
export interface Programs {
  readonly programs: readonly Program[];
  /** By the name of the baseline. */
  readonly absent: Readonly<Record<string, string>>;
}

/** What is compared with one another. */
export interface Compared {
  readonly variants: readonly Program[];
  readonly baselines: readonly Baseline[];
  /** Whether the latency of baselines at a steady rate is measured. */
  readonly hasSteadyRate: boolean;
}

/** The product and its baselines. */
export const PRODUCT_AND_BASELINES: Compared = {
  variants: PRODUCT_VARIANTS,
  baselines: BASELINES,
  hasSteadyRate: true,
};

/** The baselines that differ in their gRPC client. */
export const GRPC_CLIENTS: Compared = { variants: [], baselines: CLIENTS, hasSteadyRate: false };

/** Builds the baselines. */
export async function preparePrograms(
  { variants, baselines, ...compared }: Compared,
  onProgress: (progress: string) => void,
): Promise<Programs> {
  const absent: Record<string, string> = {};
  const programs = [...variants];
  for (const { name, command, prepare, hasPage } of baselines) {
    onProgress(`preparing ${name}`);
    const reason = await prepare();
    if (reason !== undefined) absent[name] = reason;
    else {
      const hasSteadyRate = compared.hasSteadyRate && name !== 'nest-express';
      programs.push({ name, environment: PRODUCTION, command, logsToFile: false, hasPage, hasSteadyRate });
    }
  }
  return { programs, absent };
}

/** A folder for logs, removed at the end of the `await using` block. */
export async function temporaryLogFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  await mkdir(LOG_FOLDERS, { recursive: true });
  return await mkdtempDisposable(LOG_FOLDERS);
}

/**
 * Starts the five services of a program.
 *
 * @param logFolder an existing folder for the logs of those that write one to files
 */
export function startProgram(
  { name, environment = {}, command, logsToFile }: MeasuredServices,
  logFolder: string,
  signal: AbortSignal,
): Promise<RunningProcesses> {
  return startProcesses({
    environment,
    ...(command && { command }),
    ...(logsToFile && { output: (service) => openSync(join(logFolder, `${name} ${service}.log`), 'a') }),
    signal,
  });
}
