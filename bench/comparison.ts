import { SEED } from '../libs/testbed/src/seed.ts';
import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import { expectPage } from './baselines/page.ts';
import { closedLoop } from './load/closed-loop.ts';
import { openLoop, prepareOpenLoop } from './load/open-loop.ts';
import { preparePrograms, startProgram, temporaryLogFolder, type Compared, type Program } from './programs.ts';
import { residentMemory, type Resident } from './sample.ts';
import { takeRounds, type Participant, type Round, type RoundsPlan, type TakenRounds } from './rounds.ts';
import { startTime } from './start-time.ts';

/** The first one is the highest, since it compiles the most in the least time. */
export const CONCURRENCIES = [64, 8, 1] as const;

/** How many requests for the page are in flight at any time. */
const PAGE_CONCURRENCY = 64;

/** About a third of the highest throughput on two slow cores. */
export const STEADY_RATE = 150;
/** Of each set of instances. 4 s are 600 requests, so that a 99th percentile is that of the slowest six. */
const STEADY_ROUNDS: RoundsPlan = { count: 2, seconds: 4 };

const STARTS = 5;
/** Sets of processes. One process can differ from the next of the same program by a few percent for all of its life. */
const INSTANCE_SETS = 2;

/** What is measured of the instances of one program besides its samples. */
export interface ProcessStats {
  readonly memory: { readonly idle: Resident; readonly loaded: Resident };
  /** Milliseconds from the start of a gateway to its first response, several times over. */
  readonly starts: readonly number[];
}

export interface Comparison {
  /** By the name of a baseline: why it was not measured. */
  readonly absent: Readonly<Record<string, string>>;
  /** Samples at each concurrency, and of the page. */
  readonly rounds: readonly Round[];
  /** Samples at a steady rate; none without Go, which the load generator is built with. */
  readonly steadyRounds: readonly Round[];
  /** By the names of the programs, one for each set of instances. */
  readonly processStats: Readonly<Record<string, readonly ProcessStats[]>>;
  /** For each warm-up that did not end with a steady program, a sentence that says so. */
  readonly unsteady: readonly string[];
}

/** The names of samples. */
export const sampleOf = (program: string, concurrency: number): string => `${program} at ${concurrency}`;
export const pageSampleOf = (program: string): string => `the page of ${program}`;
export const steadySampleOf = (program: string): string => `${program} at ${STEADY_RATE} a second`;

type OnProgress = (progress: string) => void;

/** Measures programs side by side. */
export async function compare(
  compared: Compared,
  plan: RoundsPlan,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Comparison> {
  const { programs, absent } = await preparePrograms(compared, onProgress);
  const hasOpenLoop = await prepareOpenLoop();
  const rounds: Round[] = [];
  const steadyRounds: Round[] = [];
  const unsteady: string[] = [];
  const processStats: Record<string, ProcessStats[]> = Object.fromEntries(programs.map(({ name }) => [name, []]));
  for (let set = 1; set <= INSTANCE_SETS; set += 1) {
    const onProgressOfSet = (progress: string) => onProgress(`instances ${set} of ${INSTANCE_SETS}: ${progress}`);
    const planOfSet = { ...plan, count: Math.ceil(plan.count / INSTANCE_SETS) };
    const measured = await measureInstances(programs, planOfSet, hasOpenLoop, onProgressOfSet, signal);
    rounds.push(...measured.rounds);
    steadyRounds.push(...measured.steadyRounds);
    unsteady.push(...measured.unsteady);
    for (const [name, stats] of measured.processStats) processStats[name]?.push(stats);
  }
  return { absent, rounds, steadyRounds, processStats, unsteady };
}

interface Started {
  readonly program: Program;
  readonly services: RunningProcesses;
  readonly idle: Resident;
}

interface MeasuredInstances extends Omit<Comparison, 'absent' | 'processStats'> {
  readonly processStats: readonly (readonly [name: string, stats: ProcessStats])[];
}

/** All measurements once, with processes of their own. */
async function measureInstances(
  programs: readonly Program[],
  plan: RoundsPlan,
  hasOpenLoop: boolean,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<MeasuredInstances> {
  await using logs = await temporaryLogFolder();
  await using running = new AsyncDisposableStack();
  const started: Started[] = [];
  for (const program of programs) {
    onProgress(`starting ${program.name}`);
    const services = running.use(await startProgram(program, logs.path, signal));
    const body = await (await fetch(services.productUrl)).text();
    if (body !== SEED) throw new Error(`${program.name} responds with something else than the product.`);
    if (program.hasPage) await expectPage(services.productUrl);
    started.push({ program, services, idle: residentMemory(services) });
  }
  const unsteady: string[] = [];
  const take = async (what: string, roundsPlan: RoundsPlan, participants: readonly Participant[]) => {
    const onProgressAt = (progress: string) => onProgress(`${what}: ${progress}`);
    const taken: TakenRounds = await takeRounds(participants, roundsPlan, onProgressAt);
    unsteady.push(...taken.unsteady);
    return taken.rounds;
  };
  // One load after the other, so that the samples of one program are close together: an idle process loses caches.
  const loads = CONCURRENCIES.map((concurrency) => ({
    what: `${concurrency} at a time`,
    participants: started.map(({ program: { name }, services }) =>
      underClosedLoop(sampleOf(name, concurrency), services, services.productUrl, concurrency, signal),
    ),
  }));
  const pages = started.filter(({ program }) => program.hasPage);
  loads.push({
    what: 'the page',
    participants: pages.map(({ program: { name }, services }) =>
      underClosedLoop(pageSampleOf(name), services, `${services.productUrl}.html`, PAGE_CONCURRENCY, signal),
    ),
  });
  const rounds: Round[] = [];
  for (const { what, participants } of loads) {
    const taken = await take(what, plan, participants);
    for (const [index, round] of taken.entries()) rounds[index] = { ...rounds[index], ...round };
  }
  const loaded = started.map(({ services }) => residentMemory(services));
  const atSteadyRate = started.filter(({ program }) => program.hasSteadyRate);
  const steadyRounds =
    hasOpenLoop && atSteadyRate.length > 0
      ? await take(
          `${STEADY_RATE} a second`,
          STEADY_ROUNDS,
          atSteadyRate.map((one) => underOpenLoop(one, signal)),
        )
      : [];
  const processStats = [];
  for (const [index, { program, services, idle }] of started.entries()) {
    onProgress(`${program.name}: starting a gateway, ${STARTS} times`);
    const starts = [];
    while (starts.length < STARTS) starts.push(await startTime(services, program));
    processStats.push([program.name, { memory: { idle, loaded: loaded[index] ?? idle }, starts }] as const);
  }
  return { rounds, steadyRounds, processStats, unsteady };
}

function underClosedLoop(
  name: string,
  services: RunningProcesses,
  url: string,
  concurrency: number,
  signal: AbortSignal,
): Participant {
  return { name, services, load: (seconds) => closedLoop(url, { concurrency, seconds }, signal) };
}

function underOpenLoop({ program: { name }, services }: Started, signal: AbortSignal): Participant {
  const load = (seconds: number) => openLoop(services.productUrl, { requestsPerSecond: STEADY_RATE, seconds }, signal);
  return { name: steadySampleOf(name), services, load };
}
