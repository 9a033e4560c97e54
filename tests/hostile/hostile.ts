// `npm run hostile`: sends the five services what no client should, and judges every response. docs/robustness.md has what came
// of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { SERVICES, type BackendName, type ServiceName } from '#configuration';

import { freePorts } from '../../libs/testbed/src/free-ports.ts';
import { bundle } from '../../libs/testbed/src/bundles.ts';
import { startProcesses, type RunningProcesses } from '../../libs/testbed/src/processes.ts';
import { markdownTable } from '../../libs/markdown/src/markdown-table.ts';
import { writeSection } from '../../libs/markdown/src/marked-section.ts';
import { startHostileBackend } from './hostile-backend.ts';
import { runHttp } from './http-run.ts';
import { Random } from './random.ts';
import { COLLECT_GARBAGE_FLAGS, residentBytesAfterGc, residentBytesWithin } from './resident-memory.ts';
import { runRpc } from './rpc-run.ts';
import { forEachConcurrently, Tally } from './tally.ts';

const USAGE = `npm run hostile -- [options]

  --http N      how many HTTP requests, 0 to 10,000,000 (20000)
  --rpc N       how many RPCs, 0 to 10,000,000 (2000)
  --backend N   how many products from backends whose responses are hostile, 0 to 10,000,000 (1000)
  --seed N      what the run follows from, 0 to 2147483647 (1)
  --write       put the result into docs/robustness.md
  --help        print this

Exits 0 if no process ended, every response was documented and memory came back, 1 if not, 2 on a bad option.`;

/** After the run a process may hold so much more than before. */
const MEMORY_GROWTH = 1.2;
const MEMORY_TIMEOUT_MS = 60_000;
/** So many well-formed requests before memory is first measured: code that runs for the first time is compiled and kept. */
const WARM_UP = 3000;
const BACKEND_CONCURRENCY = 16;
const READY_TIMEOUT_MS = 30_000;

const SEED = 'apps/gateway/src/product-9310301.seed.json';
const NAMES = Object.keys(SERVICES) as ServiceName[];
/** The HTTP statuses in the table of docs/errors.md, without 500, and those that are no error. */
const DOCUMENTED = new Set<number>([
  200,
  204,
  302,
  304,
  ...Array.from(readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `[a-z-]+` \| (\d{3}) \|/gm), ([, httpStatus]) =>
    Number(httpStatus),
  ).filter((httpStatus) => httpStatus !== 500),
]);

interface Plan {
  readonly http: number;
  readonly rpc: number;
  readonly backend: number;
  readonly seed: number;
  readonly write: boolean;
}

process.exitCode = await main();

async function main(): Promise<number> {
  let plan: Plan | undefined;
  try {
    plan = planFrom(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (!plan) {
    console.log(USAGE);
    return 0;
  }
  const tally = new Tally();
  const startedAt = performance.now();
  const memory = await attackServices(plan, tally);
  await attackFromBehind(plan, tally);
  report(plan, tally, memory, (performance.now() - startedAt) / 1000);
  return tally.faultCount === 0 ? 0 : 1;
}

function planFrom(args: string[]): Plan | undefined {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    args,
    options: {
      http: number('20000'),
      rpc: number('2000'),
      backend: number('1000'),
      seed: number('1'),
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const read = (option: 'http' | 'rpc' | 'backend' | 'seed', max: number) => {
    const value = /^\d{1,10}$/.test(values[option]) ? Number(values[option]) : Infinity;
    if (value <= max) return value;
    throw new Error(
      `--${option} is "${values[option]}", but must be a whole number from 0 to ${max.toLocaleString('en')}`,
    );
  };
  return {
    http: read('http', 10_000_000),
    rpc: read('rpc', 10_000_000),
    backend: read('backend', 10_000_000),
    seed: read('seed', 2 ** 31 - 1),
    write: values.write,
  };
}

interface Memory {
  readonly service: ServiceName;
  readonly before: number;
  readonly after: number;
}

async function attackServices({ http, rpc, seed }: Plan, tally: Tally): Promise<Memory[]> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'hostile-'));
  const logOf = (service: ServiceName) => join(folder.path, `${service}.log`);
  await using services = await startProcesses({
    environment: { LOG_FORMAT: 'json', FAULTS: 'on' },
    command: (service) => bundle(service, ...COLLECT_GARBAGE_FLAGS),
    output: (service) => openSync(logOf(service), 'w'),
  });
  const httpPorts = NAMES.map((name) => services.httpPorts[name]);
  const grpcPorts = NAMES.map((name) => services.grpcPorts[name]);

  const warmUp = new Tally();
  await warm(services, warmUp);
  const before = await Promise.all(NAMES.map((name) => residentBytesAfterGc(services.pids[name])));

  progress(`${http} HTTP requests to ${NAMES.length} services`);
  await runHttp(httpPorts, http, new Random(seed), DOCUMENTED, tally);
  progress(`${rpc} RPCs to ${NAMES.length} services`);
  await runRpc(grpcPorts, rpc, new Random(seed + 1), tally);

  const after = await Promise.all(
    NAMES.map((name, index) =>
      residentBytesWithin(services.pids[name], (before[index] ?? 0) * MEMORY_GROWTH, MEMORY_TIMEOUT_MS).catch(() => 0),
    ),
  );
  const memory = NAMES.map((service, index) => ({ service, before: before[index] ?? 0, after: after[index] ?? 0 }));
  for (const { service, before: idle, after: left } of memory) {
    if (left === 0) tally.fault(`${service} has ended`, readFileSync(logOf(service)).subarray(-600));
    else if (left > idle * MEMORY_GROWTH) tally.fault(`${service} holds ${left} bytes, and held ${idle} before`, '');
  }
  const product = await fetch(services.productUrl).then((response) => response.text());
  if (product !== readFileSync(SEED, 'utf8')) tally.fault('a well-formed request no longer gets the product', product);
  for (const service of NAMES) judgeLog(service, readFileSync(logOf(service), 'utf8'), tally);
  return memory;
}

/** Well-formed requests of every path and method, so that what is measured before is a process that has worked. */
async function warm({ httpPorts, productUrl }: RunningProcesses, tally: Tally): Promise<void> {
  let left = WARM_UP;
  await forEachConcurrently(
    () => (left-- > 0 ? left : undefined),
    8,
    async (index) =>
      void (await fetch(index % 2 ? productUrl : `${productUrl}.html`).then((response) => response.text())),
  );
  await runHttp(Object.values(httpPorts), WARM_UP, new Random(0), DOCUMENTED, tally);
}

/** Every line is a JSON object, and none is an error of the service's own. */
function judgeLog(service: ServiceName, text: string, tally: Tally): void {
  for (const line of text.split('\n').filter(Boolean)) {
    try {
      const { level } = JSON.parse(line) as { level?: string };
      if (level === 'error' || level === 'fatal') tally.fault(`${service} logged an ${level}`, line);
    } catch {
      tally.fault(`${service} wrote a line that is not JSON`, line);
    }
  }
}

/** A gateway between well-formed requests and backends that keep to nothing. */
async function attackFromBehind({ backend: count, seed }: Plan, tally: Tally): Promise<void> {
  if (count === 0) return;
  progress(`${count} products from hostile backends`);
  await using backend = await startHostileBackend(new Random(seed + 2));
  const [httpPort = 0, grpcPort = 0] = await freePorts(2);
  const backends = NAMES.filter((name): name is BackendName => name !== 'gateway');
  const addresses = backends.flatMap((name) => [
    [`${SERVICES[name].variable}_SERVICE_HOST`, '127.0.0.1'],
    [`${SERVICES[name].variable}_SERVICE_PORT`, String(backend.port)],
    [`${SERVICES[name].variable}_TIMEOUT`, '300ms'],
  ]);
  const [program, ...args] = bundle('gateway');
  const gateway = spawn(program, args, {
    env: {
      ...Object.fromEntries(addresses),
      HTTP_PORT: String(httpPort),
      GRPC_PORT: String(grpcPort),
      LISTEN_ADDRESS: '127.0.0.1',
      LOG_LEVEL: 'silent',
    },
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${httpPort}`;
  try {
    for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline; await sleep(50)) {
      if ((await fetch(`${url}/readyz`).catch(() => undefined))?.ok) break;
    }
    let left = count;
    const random = new Random(seed + 3);
    const next = () => (left-- > 0 ? random.pick(['', '.html', '.json?view=hops']) : undefined);
    await forEachConcurrently(next, BACKEND_CONCURRENCY, async (form) => {
      const response = await fetch(`${url}/product/9310301${form}`);
      await response.text();
      tally.count('hostile backends', String(response.status));
      if (!DOCUMENTED.has(response.status)) tally.fault(`hostile backends: status ${response.status}`, form);
    });
  } catch (error) {
    tally.fault(`hostile backends: the gateway did not respond: ${(error as Error).message}`, '');
  } finally {
    if (gateway.exitCode === null && gateway.signalCode === null) {
      gateway.kill('SIGTERM');
      await once(gateway, 'exit');
    }
    if (gateway.exitCode !== 0) tally.fault(`the gateway ended with ${gateway.exitCode ?? gateway.signalCode}`, '');
  }
}

function report(
  { http, rpc, backend, seed, write }: Plan,
  tally: Tally,
  memory: readonly Memory[],
  seconds: number,
): void {
  const outcomes = [...tally.outcomes].map(([kind, ofKind]) => [
    kind,
    String([...ofKind.values()].reduce((sum, count) => sum + count, 0)),
    [...ofKind]
      .toSorted(([, a], [, b]) => b - a)
      .map(([outcome, count]) => `${outcome} × ${count}`)
      .join(', '),
  ]);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const text = [
    `\`npm run hostile -- --http ${http} --rpc ${rpc} --backend ${backend} --seed ${seed}\`: ${tally.faultCount} faults, in ${Math.round(seconds)} s.`,
    markdownTable(['kind', 'responses', 'what came back'], outcomes),
    markdownTable(
      ['service', 'memory before (MB)', 'after (MB)'],
      memory.map(({ service, before, after }) => [service, megabytes(before), megabytes(after)]),
    ),
  ].join('\n\n');
  console.log(`\n${text}`);
  for (const [what, { count, sent }] of tally.faults) console.error(`\nFAULT ${count} × ${what}\n    sent: ${sent}`);
  if (write) writeSection('docs/robustness.md', 'hostile', text);
}

function progress(what: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)}  ${what} …`);
}
