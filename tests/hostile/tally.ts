/** The outcomes of a run, by the kind of request. */
export class Tally {
  /** By kind, then by outcome, such as a status. */
  readonly outcomes = new Map<string, Map<string, number>>();
  /** Each fault, how often it occurred, and what was sent to provoke it. */
  readonly faults = new Map<string, { count: number; readonly sent: string }>();

  count(kind: string, outcome: string): void {
    const ofKind = this.outcomes.get(kind) ?? new Map<string, number>();
    ofKind.set(outcome, (ofKind.get(outcome) ?? 0) + 1);
    this.outcomes.set(kind, ofKind);
  }

  /** @param sent what the peer got, which repeats the fault */
  fault(what: string, sent: Buffer | string): void {
    const known = this.faults.get(what);
    if (known) known.count += 1;
    else this.faults.set(what, { count: 1, sent: JSON.stringify(sent.toString('latin1').slice(0, 800)) });
  }

  get faultCount(): number {
    return [...this.faults.values()].reduce((sum, { count }) => sum + count, 0);
  }
}

/**
 * Does something for each item of a generator, so many at a time.
 *
 * @param next returns the next item; undefined ends the run
 */
export async function forEachConcurrently<T>(
  next: () => T | undefined,
  concurrency: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const worker = async () => {
    for (let item = next(); item !== undefined; item = next()) await act(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
