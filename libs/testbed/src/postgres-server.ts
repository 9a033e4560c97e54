import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { BackgroundProgram } from './background-program.ts';
import { LOOPBACK } from './environment.ts';
import { freePorts } from './free-ports.ts';
import { requireOrSkip } from './require-or-skip.ts';
import { until } from './until.ts';

/** The user nobody, since PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const CREDENTIALS = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

const START_TIMEOUT_MS = 60_000;

/** The folder with the programs of PostgreSQL: of PATH, or where Debian installs each version. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))));
}

/** Whether PostgreSQL is missing, and what needs it is to be skipped. */
export const postgresIsMissing = (): boolean =>
  requireOrSkip('PostgreSQL', findPrograms() !== undefined, '`apt-get install postgresql` installs it.');

/** A PostgreSQL server on a free port, with its data in a temporary folder, for the time of an `await using` block. */
export class PostgresServer implements AsyncDisposable {
  readonly #programs: string;
  readonly #data: string;
  readonly #port: number;
  readonly #fsync: 'on' | 'off';
  #server: BackgroundProgram | undefined;

  private constructor(programs: string, data: string, port: number, fsync: 'on' | 'off') {
    this.#programs = programs;
    this.#data = data;
    this.#port = port;
    this.#fsync = fsync;
  }

  /**
   * @param fsync whether a commit waits for the disk; without it data is lost if the machine fails, and not if processes do
   * @throws Error if PostgreSQL is missing or does not start
   */
  static async start({ fsync = 'off' }: { readonly fsync?: 'on' | 'off' } = {}): Promise<PostgresServer> {
    const programs = findPrograms();
    if (programs === undefined) throw new Error('There is no PostgreSQL: `apt-get install postgresql` installs it.');
    const data = mkdtempSync(join(tmpdir(), 'postgres-'));
    if (CREDENTIALS.uid !== undefined) chownSync(data, CREDENTIALS.uid, CREDENTIALS.gid);
    const [port = 0] = await freePorts(1);
    const server = new PostgresServer(programs, data, port, fsync);
    const options = ['--username=inventory', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'];
    await server.#run('initdb', ['--pgdata', data, ...options]).printed(/Success/);
    await server.restart();
    return server;
  }

  /** Of a database that is empty at the start. */
  get url(): string {
    return this.urlOf('postgres');
  }

  urlOf(database: string): string {
    return `postgres://inventory@${LOOPBACK}:${this.#port}/${database}`;
  }

  /** The server's process, without those of its connections. */
  get pid(): number {
    return this.#server?.pid ?? 0;
  }

  /** Sends SIGKILL, as a node that crashes does, and resolves when the process has ended. */
  async kill(): Promise<void> {
    await this.#server?.stop('SIGKILL');
  }

  /** Starts the server after it was killed or stopped, on the same port and data, and resolves when it accepts connections. */
  async restart(): Promise<void> {
    await until(() => this.#isAccepting(), { timeoutMs: START_TIMEOUT_MS, what: 'PostgreSQL accepts connections' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // An immediate shutdown.
    await this.#server?.stop('SIGQUIT');
    rmSync(this.#data, { recursive: true, force: true, maxRetries: 10 });
  }

  /** Fails while processes of connections still end that the killed server left behind. */
  async #isAccepting(): Promise<boolean> {
    const settings = [`listen_addresses=${LOOPBACK}`, 'unix_socket_directories=', `fsync=${this.#fsync}`];
    const options = settings.flatMap((setting) => ['-c', setting]);
    this.#server = this.#run('postgres', ['-D', this.#data, '-p', `${this.#port}`, ...options]);
    const ready = this.#server.printed(/(ready to accept connections)/);
    return ready.then(
      () => true,
      () => false,
    );
  }

  #run(program: string, args: readonly string[]): BackgroundProgram {
    return new BackgroundProgram([join(this.#programs, program), ...args], {
      ...CREDENTIALS,
      cwd: dirname(this.#data),
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    });
  }
}
