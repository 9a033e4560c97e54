import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';

import { SERVICES } from '#configuration';

import { freePorts } from '../../libs/testbed/src/free-ports.ts';

const ENDED_WITHIN_MS = 60_000;

export interface NpmStart {
  /** In which folder. */
  readonly cwd: string;
  /** Variables that are set, or with undefined removed. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Those of npm; `start` unless given. */
  readonly args?: readonly string[];
  /** A command of sh that runs npm, which is "$@". */
  readonly shell?: string;
  /** The host of the URL by which the gateway is asked; 127.0.0.1 unless given. */
  readonly host?: string;
}

/** `npm start`, as a user runs it. */
export interface RunningNpmStart {
  readonly output: () => string;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly hasEnded: () => boolean;
  /** Base URL of the gateway. */
  readonly gateway: string;
  /** Sends Ctrl-C to all of the foreground processes, as a terminal does. */
  readonly interrupt: () => void;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Runs `npm start` on free ports, with the npm and the Node of the system. */
export async function npmStart({
  cwd,
  environment = {},
  args = ['start'],
  shell,
  host = '127.0.0.1',
}: NpmStart): Promise<RunningNpmStart> {
  const variables = Object.values(SERVICES).flatMap(({ variable }) => [
    `${variable}_HTTP_PORT`,
    `${variable}_GRPC_PORT`,
  ]);
  const ports = await freePorts(variables.length);
  const chosen = Object.fromEntries(variables.map((name, index) => [name, String(ports[index])]));
  const env: NodeJS.ProcessEnv = { ...userEnvironment(), ...chosen, ...environment };
  const command = shell ? ['sh', '-c', shell, 'sh', 'npm', ...args] : ['npm', ...args];
  const [program = 'npm', ...rest] = command;
  const child = spawn(program, rest, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const signalGroup = (signal: NodeJS.Signals) => {
    if (child.pid && !hasEnded()) process.kill(-child.pid, signal);
  };
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  return {
    output: () => output,
    ended,
    hasEnded,
    gateway: `http://${host}:${chosen['GATEWAY_HTTP_PORT']}`,
    interrupt: () => signalGroup('SIGINT'),
    async [Symbol.asyncDispose]() {
      signalGroup('SIGINT');
      const timeout = setTimeout(() => signalGroup('SIGKILL'), ENDED_WITHIN_MS);
      await ended;
      clearTimeout(timeout);
    },
  };
}

/** That of a user's shell: without what npm, Nx and vitest set, and without the programs of node_modules. */
function userEnvironment(): NodeJS.ProcessEnv {
  const names = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|NX_|VITE|INIT_CWD$|NODE_ENV$|NODE_OPTIONS$|NODE_CHANNEL|FORCE_COLOR$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$|TINYPOOL)/i.test(
        name,
      ),
  );
  const PATH = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules') && !folder.includes('node-gyp-bin'))
    .join(delimiter);
  // npm's notice of a new npm may be the last line of the output.
  return { ...Object.fromEntries(names), PATH, npm_config_update_notifier: 'false' };
}
