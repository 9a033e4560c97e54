import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import type { LoadResult } from './load/closed-loop.ts';
import { orderOfRound } from './order-of-round.ts';
import { takeSample, type Sample } from './sample.ts';
import { warmUp } from './warm-up.ts';

/** What is measured once in each round. */
export interface Participant {
  /** The name of its samples. */
  readonly name: string;
  readonly services: RunningProcesses;
  readonly load: (seconds: number) => Promise<LoadResult>;
  /** The CPU time of a server that keeps the data of the services, in microseconds. */
  readonly storeCpuTime?: () => number;
}

/** The samples of one round by the names of the participants. */
export type Round = Readonly<Record<string, Sample>>;

/** How many rounds, and how long each sample of them takes. */
export interface RoundsPlan {
  readonly count: number;
  readonly seconds: number;
}

export interface TakenRounds {
  readonly rounds: readonly Round[];
  /** For each participant that the warm-up did not make steady, a sentence that says so. */
  readonly unsteady: readonly string[];
}

/**
 * Warms up the participants, until the gateway of each takes about the same CPU time for a request in two windows of half
 * a sample, and then loads one participant after the other, `count` times over.
 *
 * @param onProgress receives a text for the person who waits
 * @throws Error if a request fails, or a sample has no response
 */
export async function takeRounds(
  participants: readonly Participant[],
  { count, seconds }: RoundsPlan,
  onProgress: (progress: string) => void,
): Promise<TakenRounds> {
  const windowSeconds = Math.ceil(seconds / 2);
  const unsteady: string[] = [];
  for (const { name, services, load } of participants) {
    onProgress(`warming up ${name}`);
    const difference = await warmUp(async () => (await takeSample(services, () => load(windowSeconds))).cpu.gateway);
    if (difference === undefined) continue;
    const percent = (100 * difference).toFixed(0);
    unsteady.push(`${name} was not steady: its last two windows of the warm-up differed by ${percent} % in CPU time.`);
    onProgress(unsteady.at(-1) ?? '');
  }
  const rounds: Round[] = [];
  for (let index = 0; index < count; index += 1) {
    onProgress(`round ${index + 1} of ${count}`);
    const samples: [name: string, sample: Sample][] = [];
    for (const { name, services, load, storeCpuTime } of orderOfRound(participants, index)) {
      const sample = await takeSample(services, () => load(seconds), storeCpuTime);
      if (sample.responses === 0) throw new Error(`${name} gave no response in ${seconds} s.`);
      samples.push([name, sample]);
    }
    rounds.push(Object.fromEntries(samples));
  }
  return { rounds, unsteady };
}

/** A figure of each sample of a participant; given another one, how many times the other's figure of the same round. */
export function eachOf(
  rounds: readonly Round[],
  pick: (sample: Sample) => number,
  name: string,
  other?: string,
): readonly number[] {
  const of = (round: Round, participant: string) => {
    const sample = round[participant];
    if (!sample) throw new Error(`No sample is named ${participant}.`);
    return pick(sample);
  };
  return rounds.map((round) => of(round, name) / (other === undefined ? 1 : of(round, other)));
}
