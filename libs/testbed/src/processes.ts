// The testbed's driver for processes of this machine.
import { closeSync } from 'node:fs';

import type { ServiceName } from '#configuration';

import { BackgroundProgram } from './background-program.ts';
import { bundle } from './bundles.ts';
import {
  BACKEND_NAMES,
  backendEnvironment,
  freeServicePorts,
  listenEnvironment,
  LOOPBACK,
  SERVICE_NAMES,
  type Environment,
} from './environment.ts';
import { exemptLoopbackFromProxies } from './loopback-without-proxy.ts';
import type { Testbed, TestbedOptions } from './testbed.ts';
import { until } from './until.ts';

const READY_TIMEOUT_MS = 30_000;
const RESPONSE_TIMEOUT_MS = 5000;
const POLL_INTERVAL_MS = 100;

/** Five services as they are to be run. */
export interface ProcessesOptions extends TestbedOptions {
  /** The command that runs one of them; its bundle in node unless given. */
  readonly command?: (service: ServiceName) => readonly string[];
  /** The file descriptor that one of them writes its log to; it is closed here. Unless given, the log is dropped. */
  readonly output?: (service: ServiceName) => number;
}

/** Five processes, which stop at the end of the `await using` block. */
export interface RunningProcesses extends Testbed {
  readonly httpPorts: Readonly<Record<ServiceName, number>>;
  readonly grpcPorts: Readonly<Record<ServiceName, number>>;
  /** Those of the processes that run now. */
  readonly pids: Readonly<Record<ServiceName, number>>;
  /** Directs another gateway to these backends. */
  readonly backendEnvironment: Environment;
  /** Of a product that costs the gateway four RPCs. */
  readonly productUrl: string;
}

/**
 * Starts the five services as processes on free ports of the loopback address. Nothing is inherited from the environment
 * of this process.
 *
 * @throws Error if one of them ends, or if the gateway does not respond with a whole product within 30 seconds
 */
export async function startProcesses(options: ProcessesOptions = {}): Promise<RunningProcesses> {
  const { environment = {}, environments = {}, command = bundle, output, signal } = options;
  exemptLoopbackFromProxies();
  const ports = await freeServicePorts();
  const portsOf = (protocol: 'httpPort' | 'grpcPort') =>
    Object.fromEntries(SERVICE_NAMES.map((name) => [name, ports[name][protocol]])) as Record<ServiceName, number>;
  const [httpPorts, grpcPorts] = [portsOf('httpPort'), portsOf('grpcPort')];
  const backends = backendEnvironment(Object.fromEntries(BACKEND_NAMES.map((name) => [name, grpcPorts[name]])));
  const httpUrl = (service: ServiceName) => `http://${LOOPBACK}:${httpPorts[service]}`;
  const productUrl = `${httpUrl('gateway')}/product/9310301`;

  await using starting = new AsyncDisposableStack();
  const running = new Map<ServiceName, BackgroundProgram>();
  const stop = async (service: ServiceName) => {
    await running.get(service)?.stop();
    running.delete(service);
  };
  starting.defer(async () => void (await Promise.all(SERVICE_NAMES.map(stop))));
  const start = (service: ServiceName) => {
    const log = output?.(service);
    const env = { ...environment, ...environments[service], ...backends, ...listenEnvironment(ports[service]) };
    const stdio = ['ignore', log ?? 'ignore', log ?? 'inherit'] as const;
    running.set(service, new BackgroundProgram(command(service), { env, stdio: [...stdio] }));
    if (log !== undefined) closeSync(log);
  };
  const untilReady = (what: string, isReady: () => Promise<boolean>) =>
    until(
      () => {
        if ([...running.values()].some(({ hasEnded }) => hasEnded)) throw new Error(`A service ended before ${what}.`);
        return isReady();
      },
      { what, timeoutMs: READY_TIMEOUT_MS, intervalMs: POLL_INTERVAL_MS, ...(signal && { signal }) },
    );
  const restart = async (service: ServiceName) => {
    await stop(service);
    start(service);
    await untilReady(`${service} is ready`, async () => (await get(`${httpUrl(service)}/readyz`))?.ok ?? false);
  };

  SERVICE_NAMES.forEach(start);
  await untilReady('the gateway responds with a whole product', async () => {
    const response = await get(productUrl);
    return response?.ok === true && !(await response.text()).includes('"degraded"');
  });
  const started = starting.move();
  return {
    httpPorts,
    grpcPorts,
    get pids() {
      const pids = SERVICE_NAMES.map((name) => [name, running.get(name)?.pid ?? 0]);
      return Object.fromEntries(pids) as Record<ServiceName, number>;
    },
    backendEnvironment: backends,
    productUrl,
    httpUrl,
    grpcAddress: (service) => `${LOOPBACK}:${grpcPorts[service]}`,
    restart,
    scale: async (service, instances) => {
      if (instances > 1) throw new Error(`${service} can't have ${instances} instances: a process has its own port.`);
      if (instances === 0) await stop(service);
      else if (!running.has(service)) await restart(service);
    },
    stop,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

const get = (url: string): Promise<Response | undefined> =>
  fetch(url, { signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) }).catch(() => undefined);
