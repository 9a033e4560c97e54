// What a reservation costs on each store, beside the read path: `npm run bench:reservations`.
import { join } from 'node:path';

import { markdownTable, writeSection } from '#markdown';

import { interruption } from '../libs/testbed/src/interruption.ts';
import { createLoadAgent } from '../libs/testbed/src/load/load-agent.ts';
import { ReservationStock, type OptionStock } from '../libs/testbed/src/load/reservation-stock.ts';
import { PostgresServer } from '../libs/testbed/src/postgres-server.ts';
import { cpuTimeWithChildren } from '../libs/testbed/src/process-stats.ts';
import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import { logProgress, runCommand } from '../libs/testbed/src/run-command.ts';
import { readBenchOptions, type BenchOptions } from './bench-options.ts';
import { spreadText } from './figure.ts';
import { closedLoop } from './load/closed-loop.ts';
import { Pieces } from './load/pieces.ts';
import { LOG_ON, startProgram, temporaryLogFolder } from './programs.ts';
import { eachOf, takeRounds, type Participant, type Round } from './rounds.ts';

const USAGE = `npm run bench:reservations -- [options]

  --rounds N    samples of each row, 1 to 100 (6)
  --seconds N   of each sample, 1 to 10 (2)
  --write       put the tables into docs/benchmarks.md
  --help        print this

Needs wrk and PostgreSQL: apt-get install wrk postgresql. Exits 0 once all is measured, 1 if a request fails, 2 on a bad option.`;

const CONCURRENCIES = [8, 1] as const;
const SEED = '/product/9310301';
/** Of 200 options with 0 to 49 pieces each: enough for 6000 reservations a second of a run with the default options. */
const PRODUCTS = { CATALOG_PRODUCTS: '60', CATALOG_OPTIONS: '200' };
/** More than one second of a sample can use up. */
const MOST_PER_SECOND = 20_000;

/** A setting of `DATABASE_URL` that is measured. */
interface Store {
  readonly name: string;
  readonly databaseUrl: string;
  /** The CPU time of its own processes, in microseconds. */
  readonly cpuTime?: () => number;
}

const NUMBERS = {
  rounds: { default: 6, max: 100 },
  seconds: { default: 2, max: 10 },
};

await runCommand({ read: (args) => readBenchOptions(args, NUMBERS), usage: USAGE, run: measure });

async function measure({ rounds, seconds, write }: BenchOptions<typeof NUMBERS>): Promise<number> {
  const signal = interruption();
  await using folder = await temporaryLogFolder();
  await using postgres = await PostgresServer.start({ fsync: 'on' });
  const stores: readonly Store[] = [
    { name: 'SQLite in memory', databaseUrl: 'sqlite::memory:' },
    { name: 'SQLite in a file', databaseUrl: `sqlite:${join(process.cwd(), folder.path, 'stock.db')}` },
    { name: 'PostgreSQL', databaseUrl: postgres.url, cpuTime: () => cpuTimeWithChildren(postgres.pid) },
  ];
  await using running = new AsyncDisposableStack();
  const deployments: (Store & { services: RunningProcesses; pieces: Pieces })[] = [];
  for (const store of stores) {
    logProgress(`starting: ${store.name}`);
    const environment = { ...LOG_ON, ...PRODUCTS, DATABASE_URL: store.databaseUrl };
    const program = { name: store.name, environment, logsToFile: true };
    const services = running.use(await startProgram(program, folder.path, signal));
    const file = join(folder.path, `${store.name} pieces`);
    deployments.push({ ...store, services, pieces: new Pieces(await stockOf(services, signal), file) });
  }
  const parts: string[] = [];
  for (const concurrency of CONCURRENCIES) {
    const participants = deployments.flatMap(({ name, services, pieces, cpuTime }): Participant[] => {
      const common = { services, ...(cpuTime && { storeCpuTime: cpuTime }) };
      const url = new URL(services.productUrl).origin;
      return [
        {
          ...common,
          name: `${name}: read`,
          load: (forSeconds) => closedLoop(`${url}${SEED}`, { concurrency, seconds: forSeconds }, signal),
        },
        {
          ...common,
          name: `${name}: reservation`,
          load: async (forSeconds) => {
            const reservations = pieces.writeFile(forSeconds * MOST_PER_SECOND);
            const result = await closedLoop(url, { concurrency, seconds: forSeconds, reservations }, signal);
            pieces.skip(result.responses + concurrency);
            return result;
          },
        },
      ];
    });
    const { rounds: taken, unsteady } = await takeRounds(participants, { count: rounds, seconds }, logProgress);
    parts.push(tableOf(concurrency, participants, taken), ...unsteady);
  }
  const text = parts.join('\n\n');
  console.log(text);
  if (write) writeSection('docs/benchmarks.md', 'bench:reservations', text);
  return 0;
}

/** The stock of all options of the computed products. */
async function stockOf(services: RunningProcesses, signal: AbortSignal): Promise<OptionStock[]> {
  const { origin } = new URL(services.productUrl);
  const agent = createLoadAgent(CONCURRENCIES[0]);
  try {
    const stock = new ReservationStock({ agent, origin, headers: {} }, signal);
    return await stock.read(await stock.listProducts());
  } finally {
    await agent.close();
  }
}

function tableOf(concurrency: number, participants: readonly Participant[], rounds: readonly Round[]): string {
  const rows = participants.map(({ name }) => [
    name,
    ...(['gateway', 'inventory', 'store', 'all'] as const).map((part) =>
      spreadText(eachOf(rounds, ({ cpu }) => cpu[part], name)),
    ),
    ...(['p50', 'p99'] as const).map((share) =>
      spreadText(
        eachOf(rounds, ({ latency }) => latency[share], name),
        2,
      ),
    ),
  ]);
  const header = ['gateway', 'inventory', "PostgreSQL's own", 'all', 'p50, ms', 'p99, ms'];
  return markdownTable([`CPU of a request, µs, ${concurrency} at a time`, ...header], rows);
}
