import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';

import { freePorts } from '../free-ports.ts';
import { run } from '../run.ts';
import { until } from '../until.ts';

/** Compose v2 where it is there, otherwise docker-compose 1.29. */
const COMPOSE = spawnSync('docker', ['compose', 'version']).status === 0 ? ['docker', 'compose'] : ['docker-compose'];

const READY = { timeoutMs: 120_000, intervalMs: 250, what: 'the gateway of compose.yaml is ready' };

/** compose.yaml as a project of its own on free ports, up and ready. */
export interface ComposeProject extends AsyncDisposable {
  readonly gateway: string;
  readonly prometheus: string;
  /** The id of the container of a service. */
  containerOf(service: string): Promise<string>;
  /** The ids of its containers, also of those that have ended, and of its networks. */
  remains(): Promise<string[]>;
  /** Runs `docker compose` in it. */
  compose(...args: string[]): Promise<void>;
  /** Ends whatever was started in it. */
  down(): Promise<void>;
}

/** How a project differs from `docker compose up -d` in this folder. */
export interface ComposeOptions {
  /** The folder of compose.yaml. */
  readonly folder?: string;
  /** More files, which override parts of compose.yaml. */
  readonly files?: readonly string[];
  /** Those of all commands, such as --profile. */
  readonly flags?: readonly string[];
  /** Those of `up`, such as --build. */
  readonly upFlags?: readonly string[];
  /** Environment variables, instead of this process's own of the same names. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** @throws Error if a command fails, or if the gateway is not ready within two minutes of `up` */
export async function startComposeProject({
  folder = '.',
  files = [],
  flags = [],
  upFlags = [],
  environment = {},
}: ComposeOptions = {}): Promise<ComposeProject> {
  const [http, grpc, prometheus] = await freePorts(3);
  const project = `test-${randomUUID().slice(0, 8)}`;
  const env = {
    ...process.env,
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_FILE: ['compose.yaml', ...files].join(':'),
    GATEWAY_HTTP_PORT: `${http}`,
    GATEWAY_GRPC_PORT: `${grpc}`,
    PROMETHEUS_PORT: `${prometheus}`,
    PROMETHEUS_IMAGE: 'product-gateway/prometheus:local',
    ...environment,
  };
  const compose = async (...args: string[]) => {
    const [program = '', ...first] = [...COMPOSE, ...args];
    await run(program, first, { cwd: folder, env });
  };
  // With the images that it has built under no name of compose.yaml.
  const down = () => compose('--profile', 'v2', '--profile', 'observability', 'down', '--rmi', 'local');
  const list = async (...args: string[]): Promise<string[]> => {
    const filter = ['--filter', `label=com.docker.compose.project=${project}`, '--quiet'];
    return (await run('docker', [...args, ...filter])).split('\n').filter((id) => id !== '');
  };

  await using starting = new AsyncDisposableStack();
  starting.defer(down);
  await compose(...flags, 'up', '-d', ...upFlags);
  const gateway = `http://127.0.0.1:${http}`;
  await until(async () => (await fetch(`${gateway}/readyz`).catch(() => undefined))?.ok, READY);
  const started = starting.move();
  return {
    gateway,
    prometheus: `http://127.0.0.1:${prometheus}`,
    containerOf: async (service) => {
      const [id] = await list('ps', '--filter', `label=com.docker.compose.service=${service}`);
      if (!id) throw new Error(`${project} has no container of ${service}.`);
      return id;
    },
    remains: async () => [...(await list('ps', '-a')), ...(await list('network', 'ls'))],
    compose,
    down,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
