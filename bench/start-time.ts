import { BackgroundProgram } from '../libs/testbed/src/background-program.ts';
import { bundle } from '../libs/testbed/src/bundles.ts';
import { listenEnvironment } from '../libs/testbed/src/environment.ts';
import { freePorts } from '../libs/testbed/src/free-ports.ts';
import type { ProcessesOptions, RunningProcesses } from '../libs/testbed/src/processes.ts';
import { until } from '../libs/testbed/src/until.ts';

const RESPONSE_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 2;

/**
 * Starts one more gateway beside services that run.
 *
 * @returns the milliseconds from then until it has responded with a product
 */
export async function startTime(
  { backendEnvironment, productUrl }: RunningProcesses,
  { environment, command = bundle }: ProcessesOptions,
): Promise<number> {
  const [httpPort = 0, grpcPort = 0] = await freePorts(2);
  const url = new URL(productUrl);
  url.port = `${httpPort}`;
  const env = { ...environment, ...backendEnvironment, ...listenEnvironment({ httpPort, grpcPort }) };
  const startedAt = performance.now();
  await using gateway = new BackgroundProgram(command('gateway'), { env, stdio: 'ignore' });
  const what = 'the gateway responds with a product';
  const isReady = () => {
    if (gateway.hasEnded) throw new Error(`The gateway ended before ${what}.`);
    return isServed(url);
  };
  await until(isReady, { what, timeoutMs: RESPONSE_TIMEOUT_MS, intervalMs: POLL_INTERVAL_MS });
  return performance.now() - startedAt;
}

const isServed = (url: URL): Promise<boolean> =>
  fetch(url, { headers: { connection: 'close' } }).then(
    async (response) => response.ok && (await response.text()) !== '',
    () => false,
  );
