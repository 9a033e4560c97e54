import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';

import { vi } from 'vitest';

import { freePorts } from '#testing';

const run = promisify(execFile);

/** Compose v2 where it is there, otherwise the docker-compose of before. */
const COMPOSE = spawnSync('docker', ['compose', 'version']).status === 0 ? ['docker', 'compose'] : ['docker-compose'];

const READY = { timeout: 60_000, interval: 250 };

/** compose.yaml as a project of its own on free ports, up and ready. */
export interface ComposeProject extends AsyncDisposable {
  readonly gateway: string;
  readonly prometheus: string;
  /** The ids of its containers, also of those that have ended, and of its networks. */
  remains(): Promise<string[]>;
  /** Runs `docker compose` in it. */
  compose(...args: string[]): Promise<void>;
  /** Ends whatever was started in it. */
  down(): Promise<void>;
}

/** @param options such as --profile */
export async function startComposeProject(...options: string[]): Promise<ComposeProject> {
  const [http, grpc, prometheus] = await freePorts(3);
  const project = `test-${randomUUID().slice(0, 8)}`;
  const env = {
    ...process.env,
    COMPOSE_PROJECT_NAME: project,
    GATEWAY_HTTP_PORT: `${http}`,
    GATEWAY_GRPC_PORT: `${grpc}`,
    PROMETHEUS_PORT: `${prometheus}`,
    PROMETHEUS_IMAGE: 'product-gateway/prometheus:local',
  };
  const compose = async (...args: string[]) => {
    const [program = '', ...first] = [...COMPOSE, ...args];
    await run(program, first, { env });
  };
  const down = () => compose('--profile', 'v2', '--profile', 'observability', 'down');
  const list = async (...args: string[]) => {
    const filter = ['--filter', `label=com.docker.compose.project=${project}`, '--quiet'];
    return (await run('docker', [...args, ...filter])).stdout.split('\n').filter((id) => id !== '');
  };

  await using starting = new AsyncDisposableStack();
  starting.defer(down);
  await compose(...options, 'up', '-d');
  const gateway = `http://127.0.0.1:${http}`;
  await vi.waitUntil(async () => (await fetch(`${gateway}/readyz`).catch(() => undefined))?.ok, READY);
  const started = starting.move();
  return {
    gateway,
    prometheus: `http://127.0.0.1:${prometheus}`,
    remains: async () => [...(await list('ps', '-a')), ...(await list('network', 'ls'))],
    compose,
    down,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
