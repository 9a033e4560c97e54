import { startProcesses, type Processes, type RunningProcesses } from '../libs/testing/src/start-processes.ts';
import { cpuTime } from './cpu-time.ts';
import { load } from './load.ts';
import type { Cost, Round } from './report.ts';

/** Five services as they are to be measured. */
export interface Variant extends Processes {
  readonly name: string;
}

export interface Plan {
  readonly rounds: number;
  /** How many requests a variant gets in a turn, of which it has two in a round. */
  readonly requests: number;
}

type Fleet = readonly { readonly name: string; readonly services: RunningProcesses }[];

/** One process of a program can differ from the next by a few percent for all of its life, so that they are replaced. */
const ROUNDS_OF_A_PROCESS = 6;

/**
 * Runs all variants side by side and loads one at a time. A round goes there and back (A B C, C B A), so that whatever
 * drifts meets all alike, and the next one begins with another variant, so that none always has its two turns in a row.
 *
 * @param onRound is told each round when it is over, and how many that makes
 * @param signal ends it early
 * @throws Error if a request is not answered with the whole product, or a service ends
 */
export async function measureRounds(
  variants: readonly Variant[],
  { rounds: wanted, requests }: Plan,
  onRound: (round: Round, count: number) => void,
  signal: AbortSignal,
): Promise<Round[]> {
  const rounds: Round[] = [];
  while (rounds.length < wanted) {
    await using running = new AsyncDisposableStack();
    const fleet = [];
    for (const variant of variants) {
      fleet.push({ name: variant.name, services: running.use(await startProcesses({ ...variant, signal })) });
    }
    // Warms up.
    await takeRound(fleet, 0, requests, signal);
    for (let index = 0; index < ROUNDS_OF_A_PROCESS && rounds.length < wanted; index += 1) {
      const round = await takeRound(fleet, index, requests, signal);
      rounds.push(round);
      onRound(round, rounds.length);
    }
  }
  return rounds;
}

async function takeRound(fleet: Fleet, index: number, requests: number, signal: AbortSignal): Promise<Round> {
  const first = index % fleet.length;
  const there = [...fleet.slice(first), ...fleet.slice(0, first)];
  const turns: [name: string, cost: Cost][] = [];
  for (const { name, services } of [...there, ...there.toReversed()]) {
    turns.push([name, await takeTurn(name, services, requests, signal)]);
  }
  return Object.fromEntries(fleet.map(({ name }) => [name, mean(turns.filter(([of]) => of === name))]));
}

async function takeTurn(
  name: string,
  services: RunningProcesses,
  requests: number,
  signal: AbortSignal,
): Promise<Cost> {
  const { gatewayPid, backendPids, productUrl } = services;
  const used = () => ({
    gateway: cpuTime(gatewayPid),
    backends: backendPids.reduce((sum, pid) => sum + cpuTime(pid), 0),
  });
  const before = used();
  const answered = await load(productUrl, requests, signal);
  signal.throwIfAborted();
  if (answered < requests)
    throw new Error(`${name} gave the whole product to only ${answered} of ${requests} requests.`);
  const after = used();
  const gateway = (after.gateway - before.gateway) / requests;
  const backends = (after.backends - before.backends) / requests;
  return { gateway, backends, all: gateway + backends };
}

function mean(turns: readonly [name: string, cost: Cost][]): Cost {
  const part = (key: keyof Cost) => turns.reduce((sum, [, cost]) => sum + cost[key], 0) / turns.length;
  return { gateway: part('gateway'), backends: part('backends'), all: part('all') };
}
