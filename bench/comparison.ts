import { startProcesses, type ProcessesOptions } from '../libs/testbed/src/processes.ts';
import { SEED } from '../libs/testbed/src/seed.ts';
import { BASELINES, PRODUCT_ENVIRONMENT } from './baselines.ts';
import type { LoadResult } from './load/closed-loop.ts';
import { openLoop, prepareOpenLoop, type OpenLoop } from './load/open-loop.ts';
import { residentMemory, type Resident } from './sample.ts';
import { takeRounds, type Round } from './rounds.ts';
import { startTime } from './start-time.ts';

export const PRODUCT = 'product-gateway';
export const CONCURRENCIES = [1, 8, 64] as const;

/** About a third of the highest throughput on two slow cores. */
const STEADY: OpenLoop = { requestsPerSecond: 150, seconds: 4 };
const STARTS = 5;
/** Sets of processes. One process can differ from the next of the same program by a few percent for all of its life. */
const INSTANCE_SETS = 2;

/** What is measured of the instances of one program besides its samples. */
export interface ProcessStats {
  /** Absent without Go, which the load generator is built with. */
  readonly steady: LoadResult | undefined;
  readonly memory: { readonly idle: Resident; readonly loaded: Resident };
  /** Milliseconds from the start of a gateway to its first response, several times over. */
  readonly starts: readonly number[];
}

export interface Comparison {
  /** By the name of a baseline: why it was not measured. */
  readonly absent: Readonly<Record<string, string>>;
  readonly rounds: readonly Round[];
  readonly atRate: OpenLoop;
  /** By the names of the programs, one for each set of instances. */
  readonly processStats: Readonly<Record<string, readonly ProcessStats[]>>;
}

/** A sample's name in rounds. */
export const sampleOf = (program: string, concurrency: number): string => `${program} at ${concurrency}`;

interface Plan {
  readonly rounds: number;
  /** Of a sample. */
  readonly seconds: number;
}
type Program = ProcessesOptions & { readonly name: string };
type OnProgress = (progress: string) => void;

/** Measures the product side by side with all baselines. */
export async function compare(plan: Plan, onProgress: OnProgress, signal: AbortSignal): Promise<Comparison> {
  const absent: Record<string, string> = {};
  const programs: Program[] = [{ name: PRODUCT, environment: PRODUCT_ENVIRONMENT }];
  for (const { name, command, prepare } of BASELINES) {
    onProgress(`preparing ${name}`);
    const reason = await prepare();
    if (reason === undefined) programs.push({ name, environment: PRODUCT_ENVIRONMENT, command });
    else absent[name] = reason;
  }
  const hasOpenLoop = await prepareOpenLoop();
  const rounds: Round[] = [];
  const processStats: Record<string, ProcessStats[]> = Object.fromEntries(programs.map(({ name }) => [name, []]));
  for (let set = 1; set <= INSTANCE_SETS; set += 1) {
    const onProgressOfSet = (progress: string) => onProgress(`instances ${set} of ${INSTANCE_SETS}: ${progress}`);
    const planOfSet = { ...plan, rounds: Math.ceil(plan.rounds / INSTANCE_SETS) };
    const measured = await measureInstances(programs, planOfSet, hasOpenLoop, onProgressOfSet, signal);
    rounds.push(...measured.rounds);
    for (const [name, stats] of measured.processStats) processStats[name]?.push(stats);
  }
  return { absent, rounds, atRate: STEADY, processStats };
}

/** All measurements once, with processes of their own. */
async function measureInstances(
  programs: readonly Program[],
  { rounds: count, seconds }: Plan,
  hasOpenLoop: boolean,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<{ rounds: Round[]; processStats: [name: string, stats: ProcessStats][] }> {
  await using running = new AsyncDisposableStack();
  const started = [];
  for (const program of programs) {
    onProgress(`starting ${program.name}`);
    const services = running.use(await startProcesses({ ...program, signal }));
    const body = await (await fetch(services.productUrl)).text();
    if (body !== SEED) throw new Error(`${program.name} responds with something else than the product.`);
    started.push({ program, services, idle: residentMemory(services) });
  }
  // One concurrency after the other, so that the samples of one program are close together: an idle process loses caches.
  const rounds: Round[] = [];
  for (const concurrency of CONCURRENCIES) {
    const participants = started.map(({ program: { name }, services }) => {
      const url = services.productUrl;
      return { name: sampleOf(name, concurrency), services, url, concurrency, seconds };
    });
    const onProgressAt = (progress: string) => onProgress(`${concurrency} at a time: ${progress}`);
    const taken = await takeRounds(participants, count, onProgressAt, signal);
    for (const [index, round] of taken.entries()) rounds[index] = { ...rounds[index], ...round };
  }
  const processStats: [string, ProcessStats][] = [];
  for (const { program, services, idle } of started) {
    const memory = { idle, loaded: residentMemory(services) };
    onProgress(`${program.name} at a steady rate, and its start`);
    const steady = hasOpenLoop ? await openLoop(services.productUrl, STEADY, signal) : undefined;
    const starts = [];
    while (starts.length < STARTS) starts.push(await startTime(services, program));
    processStats.push([program.name, { steady, memory, starts }]);
  }
  return { rounds, processStats };
}
