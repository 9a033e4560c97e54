import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import { closedLoop, type ClosedLoop } from './load/closed-loop.ts';
import { takeSample, type Sample } from './sample.ts';

/** What is measured once in each round. */
export interface Participant extends ClosedLoop {
  /** The name of its samples. */
  readonly name: string;
  readonly services: RunningProcesses;
  readonly url: string;
}

/** The samples of one round by the names of the participants. */
export type Round = Readonly<Record<string, Sample>>;

/**
 * Loads one participant after the other, `count` times over, after a round that warms up and is not counted. Each round
 * begins with another one, and every second one goes backwards, so that whatever drifts meets all alike.
 *
 * @param onProgress receives a text for the person who waits
 * @throws Error if a request fails
 */
export async function takeRounds(
  participants: readonly Participant[],
  count: number,
  onProgress: (progress: string) => void,
  signal: AbortSignal,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let index = 0; index <= count; index += 1) {
    onProgress(index === 0 ? 'warming up' : `round ${index} of ${count}`);
    const first = index % participants.length;
    const order = [...participants.slice(first), ...participants.slice(0, first)];
    const samples: [name: string, sample: Sample][] = [];
    for (const { name, services, url, ...loop } of index % 2 === 0 ? order : order.toReversed()) {
      samples.push([name, await takeSample(services, () => closedLoop(url, loop, signal))]);
    }
    if (index > 0) rounds.push(Object.fromEntries(samples));
  }
  return rounds;
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
