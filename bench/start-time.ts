import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePorts } from '../libs/testbed/src/free-ports.ts';
import { bundle, type Processes, type RunningProcesses } from '../libs/testbed/src/start-processes.ts';

const ANSWERS_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 2;

/**
 * Starts one more gateway beside services that run.
 *
 * @returns the milliseconds from then until it has answered a product
 */
export async function startTime(
  { backendAddresses, productUrl }: RunningProcesses,
  { environment, command = bundle }: Processes,
): Promise<number> {
  const [httpPort, grpcPort] = await freePorts(2);
  const [program, ...args] = command('gateway');
  const url = new URL(productUrl);
  url.port = `${httpPort}`;
  const ports = { HTTP_PORT: url.port, GRPC_PORT: `${grpcPort}`, LISTEN_ADDRESS: url.hostname };
  const startedAt = performance.now();
  const gateway = spawn(program, args, { env: { ...environment, ...backendAddresses, ...ports }, stdio: 'ignore' });
  try {
    while (!(await answers(url))) {
      if (performance.now() - startedAt > ANSWERS_WITHIN_MS) throw new Error('The gateway does not answer.');
      await sleep(LOOK_EVERY_MS);
    }
    return performance.now() - startedAt;
  } finally {
    gateway.kill();
    await once(gateway, 'exit');
  }
}

const answers = (url: URL): Promise<boolean> =>
  fetch(url, { headers: { connection: 'close' } }).then(
    async (answer) => answer.ok && (await answer.text()) !== '',
    () => false,
  );
