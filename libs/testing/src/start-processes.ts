import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

// By its path, so that programs can import this without a bundler.
import { SERVICES, type ServiceName } from '../../service-runtime/src/services.ts';
import { freePorts } from './free-ports.ts';

const LISTEN_ADDRESS = '127.0.0.1';
const READY_WITHIN_MS = 30_000;
const ANSWER_WITHIN_MS = 5000;
const STOPPED_WITHIN_MS = 20_000;

/** Five services as they are to be run. */
export interface Processes {
  /** Their environment, but for ports and addresses. */
  readonly environment: Readonly<Record<string, string>>;
  /** What node is given to run one of them; its bundle unless given. */
  readonly program?: (service: ServiceName) => readonly string[];
  /** Gives up while they start. */
  readonly signal?: AbortSignal;
}

/** Five processes, which stop at the end of the `await using` block. */
export interface RunningProcesses extends AsyncDisposable {
  readonly httpPorts: Readonly<Record<ServiceName, number>>;
  readonly gatewayPid: number;
  readonly backendPids: readonly number[];
  /** Of a product that costs the gateway four RPCs. */
  readonly productUrl: string;
}

/**
 * Starts five services as processes on free ports of the loopback address. What they write to standard output is dropped.
 *
 * @throws Error if one of them ends, or if the gateway does not answer a whole product within 30 seconds
 */
export async function startProcesses({
  environment,
  program = (service) => [`dist/apps/${service}/main.js`],
  signal,
}: Processes): Promise<RunningProcesses> {
  const names = Object.keys(SERVICES) as ServiceName[];
  const ports = await freePorts(2 * names.length);
  const services = names.map((name) => ({ name, httpPort: ports.pop() ?? 0, grpcPort: ports.pop() ?? 0 }));
  const backends = services.flatMap(({ name, grpcPort }) => [
    [`${SERVICES[name].variable}_SERVICE_HOST`, LISTEN_ADDRESS],
    [`${SERVICES[name].variable}_SERVICE_PORT`, grpcPort],
  ]);
  const common = { ...environment, ...Object.fromEntries(backends), LISTEN_ADDRESS };

  await using starting = new AsyncDisposableStack();
  const children = services.map(({ name, httpPort, grpcPort }) =>
    spawn(process.execPath, program(name), {
      env: { ...common, HTTP_PORT: `${httpPort}`, GRPC_PORT: `${grpcPort}` },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  starting.defer(async () => void (await Promise.all(children.map(stop))));
  const [gatewayPid = 0, ...backendPids] = children.map(({ pid }) => pid ?? 0);
  const productUrl = `http://${LISTEN_ADDRESS}:${services[0]?.httpPort}/product/9310301`;
  await untilComplete(children, productUrl, signal);
  const httpPorts = Object.fromEntries(services.map(({ name, httpPort }) => [name, httpPort])) as Record<
    ServiceName,
    number
  >;
  const started = starting.move();
  return { httpPorts, gatewayPid, backendPids, productUrl, [Symbol.asyncDispose]: () => started.disposeAsync() };
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
