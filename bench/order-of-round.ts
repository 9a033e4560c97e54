/**
 * The order in which a round measures. Each round begins with another participant, and every second one goes backwards, so that
 * whatever drifts meets all alike.
 *
 * @param index of the round, from 0
 */
export function orderOfRound<T>(participants: readonly T[], index: number): readonly T[] {
  const first = index % participants.length;
  const order = [...participants.slice(first), ...participants.slice(0, first)];
  return index % 2 === 0 ? order : order.toReversed();
}
