// Hostile clients of the five services.
import { mkdtempDisposableSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ServiceName } from '#configuration';

import { bundle } from '../../libs/testbed/src/bundles.ts';
import { SERVICE_NAMES } from '../../libs/testbed/src/environment.ts';
import { startProcesses, type RunningProcesses } from '../../libs/testbed/src/processes.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { DOCUMENTED } from './documented-statuses.ts';
import { runHttp } from './http-run.ts';
import { Random } from './random.ts';
import { COLLECT_GARBAGE_FLAGS, residentBytesAfterGc, residentBytesWithin } from './resident-memory.ts';
import { runRpc } from './rpc-run.ts';
import { forEachConcurrently, Tally } from './tally.ts';

/** After the run a process may hold so much more than before. */
const MEMORY_GROWTH = 1.2;
const MEMORY_TIMEOUT_MS = 60_000;
/** So many well-formed requests before memory is first measured: code that runs for the first time is compiled and kept. */
const WARM_UP = 3000;

/** What a process held before and after the run; nothing after, if it ended. */
export interface Memory {
  readonly service: ServiceName;
  readonly before: number;
  readonly after: number;
}

export interface Attack {
  readonly http: number;
  readonly rpc: number;
  readonly seed: number;
}

/** Sends hostile requests and RPCs to all ports of the five services, and notes each fault. */
export async function attackServices(
  { http, rpc, seed }: Attack,
  tally: Tally,
  log: (progress: string) => void,
): Promise<Memory[]> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'hostile-'));
  const logOf = (service: ServiceName) => join(folder.path, `${service}.log`);
  await using services = await startProcesses({
    environment: { LOG_FORMAT: 'json', FAULTS: 'on' },
    command: (service) => bundle(service, ...COLLECT_GARBAGE_FLAGS),
    output: (service) => openSync(logOf(service), 'w'),
  });
  const { httpPorts, grpcPorts, pids } = services;

  await warm(services, new Tally());
  const before = await Promise.all(SERVICE_NAMES.map((name) => residentBytesAfterGc(pids[name])));

  log(`${http} HTTP requests to ${SERVICE_NAMES.length} services`);
  await runHttp(Object.values(httpPorts), http, new Random(seed), DOCUMENTED, tally);
  log(`${rpc} RPCs to ${SERVICE_NAMES.length} services`);
  await runRpc(Object.values(grpcPorts), rpc, new Random(seed + 1), tally);

  const after = await Promise.all(
    SERVICE_NAMES.map((name, index) =>
      residentBytesWithin(pids[name], (before[index] ?? 0) * MEMORY_GROWTH, MEMORY_TIMEOUT_MS).catch(() => 0),
    ),
  );
  const memory = SERVICE_NAMES.map((service, index): Memory => {
    return { service, before: before[index] ?? 0, after: after[index] ?? 0 };
  });
  for (const { service, before: idle, after: left } of memory) {
    if (left === 0) tally.fault(`${service} has ended`, readFileSync(logOf(service)).subarray(-600));
    else if (left > idle * MEMORY_GROWTH) tally.fault(`${service} holds ${left} bytes, and held ${idle} before`, '');
  }
  const product = await fetch(services.productUrl).then((response) => response.text());
  if (product !== SEED) tally.fault('a well-formed request no longer gets the product', product);
  for (const service of SERVICE_NAMES) judgeLog(service, readFileSync(logOf(service), 'utf8'), tally);
  return memory;
}

/** Well-formed requests of every path and method, so that memory before is that of a process that has worked. */
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
