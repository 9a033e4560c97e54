import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// By its path, so that programs can import this without a bundler.
import { SERVICES, type ServiceName } from '#configuration';

import { freePorts } from './free-ports.ts';
import { exemptLoopbackFromProxies } from './loopback-without-proxy.ts';

const LISTEN_ADDRESS = '127.0.0.1';
const READY_WITHIN_MS = 30_000;
const ANSWER_WITHIN_MS = 5000;
const STOPPED_WITHIN_MS = 20_000;

type Command = readonly [program: string, ...args: string[]];

/** The command that runs a service's bundle, with more for node if need be. */
export const bundle = (service: ServiceName, ...flags: string[]): Command => [
  process.execPath,
  ...flags,
  `dist/apps/${service}/main.js`,
];

/** Five services as they are to be run. */
export interface Processes {
  /** Their environment, but for ports and addresses. */
  readonly environment: Readonly<Record<string, string>>;
  /** The command that runs one of them; its bundle in node unless given. */
  readonly command?: (service: ServiceName) => Command;
  /** The file descriptor that one of them writes its log to; it is closed here. Unless given, the log is dropped. */
  readonly output?: (service: ServiceName) => number;
  /** Gives up while they start. */
  readonly signal?: AbortSignal;
}

/** Five processes, which stop at the end of the `await using` block. */
export interface RunningProcesses extends AsyncDisposable {
  readonly httpPorts: Readonly<Record<ServiceName, number>>;
  readonly grpcPorts: Readonly<Record<ServiceName, number>>;
  readonly pids: Readonly<Record<ServiceName, number>>;
  /** Tells another gateway where these backends are. */
  readonly backendAddresses: Readonly<Record<string, string>>;
  /** Of a product that costs the gateway four RPCs. */
  readonly productUrl: string;
}

/**
 * Starts five services as processes on free ports of the loopback address.
 *
 * @throws Error if one of them ends, or if the gateway does not answer a whole product within 30 seconds
 */
export async function startProcesses({
  environment,
  command = bundle,
  output,
  signal,
}: Processes): Promise<RunningProcesses> {
  exemptLoopbackFromProxies();
  const names = Object.keys(SERVICES) as ServiceName[];
  const ports = await freePorts(2 * names.length);
  const services = names.map((name) => ({ name, httpPort: ports.pop() ?? 0, grpcPort: ports.pop() ?? 0 }));
  const backendAddresses = Object.fromEntries(
    services.flatMap(({ name, grpcPort }) => [
      [`${SERVICES[name].variable}_SERVICE_HOST`, LISTEN_ADDRESS],
      [`${SERVICES[name].variable}_SERVICE_PORT`, `${grpcPort}`],
    ]),
  );
  const common = { ...environment, ...backendAddresses, LISTEN_ADDRESS };

  await using starting = new AsyncDisposableStack();
  const children = services.map(({ name, httpPort, grpcPort }) => {
    const [program, ...args] = command(name);
    const log = output?.(name);
    const child = spawn(program, args, {
      env: { ...common, HTTP_PORT: `${httpPort}`, GRPC_PORT: `${grpcPort}` },
      stdio: ['ignore', log ?? 'ignore', log ?? 'inherit'],
    });
    if (log !== undefined) closeSync(log);
    return child;
  });
  starting.defer(async () => void (await Promise.all(children.map(stop))));
  const pids = Object.fromEntries(names.map((name, index) => [name, children[index]?.pid ?? 0]));
  const productUrl = `http://${LISTEN_ADDRESS}:${services[0]?.httpPort}/product/9310301`;
  await untilComplete(children, productUrl, signal);
  const portsOf = (protocol: 'httpPort' | 'grpcPort') =>
    Object.fromEntries(services.map((service) => [service.name, service[protocol]])) as Record<ServiceName, number>;
  const started = starting.move();
  return {
    httpPorts: portsOf('httpPort'),
    grpcPorts: portsOf('grpcPort'),
    pids: pids as Record<ServiceName, number>,
    backendAddresses,
    productUrl,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function untilComplete(children: readonly ChildProcess[], url: string, signal?: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await sleep(100)) {
    signal?.throwIfAborted();
    if (children.some(hasEnded)) throw new Error('A service ended before all were ready.');
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => undefined);
    if (answer?.ok && !(await answer.text()).includes('"degraded"')) return;
  }
  throw new Error(`The services did not answer a whole product within ${READY_WITHIN_MS / 1000} s.`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGTERM');
  const timeout = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await once(child, 'exit');
  clearTimeout(timeout);
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
