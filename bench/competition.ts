import { startProcesses, type ProcessesOptions } from '../libs/testbed/src/processes.ts';
import { CONTENDERS } from './baselines/contenders.ts';
import type { Answered } from './load/closed-loop.ts';
import { openLoop, prepareOpenLoop, type OpenLoop } from './load/open-loop.ts';
import { PRODUCT_ENVIRONMENT, PRODUCT_JSON } from './product.ts';
import { residentMemory, type Resident } from './resident-memory.ts';
import { takeRounds, type Round } from './rounds.ts';
import { startTime } from './start-time.ts';

export const PRODUCT = 'product-gateway';
export const CONCURRENCIES = [1, 8, 64] as const;

/** About a third of what a contender can do on two slow cores. */
const STEADY: OpenLoop = { requestsPerSecond: 150, seconds: 4 };
const STARTS = 5;
/** One process of a program can differ from the next by a few percent for all of its life. */
const FLEETS = 2;

/** What is seen of a contender besides its turns. */
export interface Standing {
  /** Absent without Go, which that load is made of. */
  readonly steady: Answered | undefined;
  readonly memory: { readonly idle: Resident; readonly loaded: Resident };
  /** Milliseconds from the start of a gateway to its first answer, several times over. */
  readonly starts: readonly number[];
}

export interface Competition {
  /** By the name of a contender: why it did not take part. */
  readonly absent: Readonly<Record<string, string>>;
  readonly rounds: readonly Round[];
  readonly atRate: OpenLoop;
  /** By the names of contenders, one for each fleet. */
  readonly standings: Readonly<Record<string, readonly Standing[]>>;
}

/** A turn's name in rounds. */
export const turnOf = (contender: string, concurrency: number): string => `${contender} at ${concurrency}`;

interface Plan {
  readonly rounds: number;
  /** Of a turn. */
  readonly seconds: number;
}
type Variant = ProcessesOptions & { readonly name: string };

/** Runs the product side by side with all contenders. */
export async function compete(plan: Plan, tell: (progress: string) => void, signal: AbortSignal): Promise<Competition> {
  const absent: Record<string, string> = {};
  const variants: Variant[] = [{ name: PRODUCT, environment: PRODUCT_ENVIRONMENT }];
  for (const { name, command, prepare } of CONTENDERS) {
    tell(`preparing ${name}`);
    const reason = await prepare();
    if (reason === undefined) variants.push({ name, environment: PRODUCT_ENVIRONMENT, command });
    else absent[name] = reason;
  }
  const hasOpenLoop = await prepareOpenLoop();
  const rounds: Round[] = [];
  const standings: Record<string, Standing[]> = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let fleet = 1; fleet <= FLEETS; fleet += 1) {
    const ofFleet = (progress: string) => tell(`fleet ${fleet} of ${FLEETS}: ${progress}`);
    const ofEach = { ...plan, rounds: Math.ceil(plan.rounds / FLEETS) };
    const raced = await race(variants, ofEach, hasOpenLoop, ofFleet, signal);
    rounds.push(...raced.rounds);
    for (const [name, standing] of raced.standings) standings[name]?.push(standing);
  }
  return { absent, rounds, atRate: STEADY, standings };
}

/** Once through all of it, with processes of its own. */
async function race(
  variants: readonly Variant[],
  { rounds: count, seconds }: Plan,
  hasOpenLoop: boolean,
  tell: (progress: string) => void,
  signal: AbortSignal,
): Promise<{ rounds: Round[]; standings: [name: string, standing: Standing][] }> {
  await using running = new AsyncDisposableStack();
  const started = [];
  for (const variant of variants) {
    tell(`starting ${variant.name}`);
    const services = running.use(await startProcesses({ ...variant, signal }));
    const answer = await (await fetch(services.productUrl)).text();
    if (answer !== PRODUCT_JSON) throw new Error(`${variant.name} answers something else than the product.`);
    started.push({ variant, services, idle: residentMemory(services) });
  }
  // One concurrency after the other, so that nobody waits long for the next turn: what is idle loses caches, and pages.
  const rounds: Round[] = [];
  for (const concurrency of CONCURRENCIES) {
    const participants = started.map(({ variant: { name }, services }) => {
      const url = services.productUrl;
      return { name: turnOf(name, concurrency), services, url, concurrency, seconds };
    });
    const ofConcurrency = (progress: string) => tell(`${concurrency} at a time: ${progress}`);
    const taken = await takeRounds(participants, count, ofConcurrency, signal);
    for (const [index, round] of taken.entries()) rounds[index] = { ...rounds[index], ...round };
  }
  const standings: [string, Standing][] = [];
  for (const { variant, services, idle } of started) {
    const memory = { idle, loaded: residentMemory(services) };
    tell(`${variant.name} at a steady rate, and starting anew`);
    const steady = hasOpenLoop ? await openLoop(services.productUrl, STEADY, signal) : undefined;
    const starts = [];
    while (starts.length < STARTS) starts.push(await startTime(services, variant));
    standings.push([variant.name, { steady, memory, starts }]);
  }
  return { rounds, standings };
}
