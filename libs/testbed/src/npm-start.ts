// The five services as a user runs them: by `npm start`.
import { delimiter } from 'node:path';

import { BackgroundProgram } from './background-program.ts';
import { freeServicePorts, LOOPBACK, startEnvironment } from './environment.ts';

export interface NpmStartOptions {
  /** The folder in which npm runs; the current one unless given. */
  readonly cwd?: string;
  /** Variables that are set, or with undefined removed. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Those of npm; `start` unless given. */
  readonly args?: readonly string[];
  /** A command of sh that runs npm, which is "$@". */
  readonly shell?: string;
  /** The host in the URL of the gateway; 127.0.0.1 unless given. */
  readonly host?: string;
}

/** `npm start` in a process group of its own, on free ports. */
export class RunningNpmStart extends BackgroundProgram {
  /** The ports that were chosen, by their variables. */
  ports: Readonly<Record<string, string>> = {};
  /** The base URL of the gateway. */
  gateway = '';
}

/** Runs `npm start` on free ports, with the npm and the Node of the system. */
export async function npmStart(options: NpmStartOptions = {}): Promise<RunningNpmStart> {
  const { cwd = '.', environment = {}, args = ['start'], shell, host = LOOPBACK } = options;
  const ports = startEnvironment(await freeServicePorts());
  const env: NodeJS.ProcessEnv = { ...userEnvironment(), ...ports, ...environment };
  const command = shell ? ['sh', '-c', shell, 'sh', 'npm', ...args] : ['npm', ...args];
  const running = new RunningNpmStart(command, { cwd, env, detached: true });
  return Object.assign(running, { ports, gateway: `http://${host}:${ports['GATEWAY_HTTP_PORT']}` });
}

/** The environment of a user's shell: without what npm, Nx and vitest set, and without the programs of node_modules. */
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
