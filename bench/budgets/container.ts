import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';

import { docker } from './docker.ts';

/** As compose.yaml runs them, but for the health check: that is a second node in the container every five seconds. */
const HARDENED = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges'];
const LIMITS = ['--memory=256m', '--cpus=1', '--pids-limit=64'];
const READY_WITHIN_MS = 30_000;

/** A service in a container, which is removed at the end of the `await using` block. */
export interface Container extends AsyncDisposable {
  readonly name: string;
  /** From the start of its process until it was ready, by its own log. */
  readonly readyMs: number;
}

/**
 * Starts a service in a container as small and as locked as compose.yaml makes it.
 *
 * @param options more of `docker run`
 * @throws Error if it ends, or is not ready within 30 seconds
 */
export async function startContainer(image: string, ...options: string[]): Promise<Container> {
  await using starting = new AsyncDisposableStack();
  const name = `product-gateway-budgets-${randomUUID()}`;
  // Before it is made, since Ctrl-C reaches docker too, and may end it when the container is there already.
  starting.defer(async () => void (await docker('rm', '--force', name)));
  await docker('run', '--detach', '--name', name, ...HARDENED, ...LIMITS, '--no-healthcheck', ...options, image);
  const readyMs = await untilReady(name, image);
  const started = starting.move();
  return { name, readyMs, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

async function untilReady(name: string, image: string): Promise<number> {
  using logs = spawn('docker', ['logs', '--follow', name], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: READY_WITHIN_MS,
  });
  for await (const line of createInterface({ input: logs.stdout })) {
    const { msg, startMs } = JSON.parse(line) as { msg: string; startMs?: number };
    if (msg === 'ready' && startMs !== undefined) return startMs;
  }
  throw new Error(`${image} ended, or was not ready within ${READY_WITHIN_MS / 1000} s.`);
}
