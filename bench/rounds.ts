import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import { closedLoop, type ClosedLoop } from './load/closed-loop.ts';
import { takeTurn, type Turn } from './turn.ts';

/** What takes a turn in each round. */
export interface Participant extends ClosedLoop {
  /** Names its turns. */
  readonly name: string;
  readonly services: RunningProcesses;
  readonly url: string;
}

/** The turns of one round by the names of the participants. */
export type Round = Readonly<Record<string, Turn>>;

/**
 * Loads one participant after the other, `count` times over, after a round that warms up and is not counted. Each round
 * begins with another one, and every second one goes backwards, so that whatever drifts meets all alike.
 *
 * @param tell takes what is going on, for somebody to read
 * @throws Error if a request fails
 */
export async function takeRounds(
  participants: readonly Participant[],
  count: number,
  tell: (progress: string) => void,
  signal: AbortSignal,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let index = 0; index <= count; index += 1) {
    tell(index === 0 ? 'warming up' : `round ${index} of ${count}`);
    const first = index % participants.length;
    const order = [...participants.slice(first), ...participants.slice(0, first)];
    const turns: [name: string, turn: Turn][] = [];
    for (const { name, services, url, ...loop } of index % 2 === 0 ? order : order.toReversed()) {
      turns.push([name, await takeTurn(services, () => closedLoop(url, loop, signal))]);
    }
    if (index > 0) rounds.push(Object.fromEntries(turns));
  }
  return rounds;
}

/** A figure of each turn of a participant; given another one, how many times the other's figure of the same round. */
export function eachOf(
  rounds: readonly Round[],
  pick: (turn: Turn) => number,
  name: string,
  other?: string,
): readonly number[] {
  const of = (round: Round, participant: string) => {
    const turn = round[participant];
    if (!turn) throw new Error(`No turn is named ${participant}.`);
    return pick(turn);
  };
  return rounds.map((round) => of(round, name) / (other === undefined ? 1 : of(round, other)));
}
