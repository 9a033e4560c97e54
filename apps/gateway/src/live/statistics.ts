/** How often something occurred. */
export interface Counted {
  readonly name: string;
  readonly count: number;
}

/** Counts equal names, the most frequent first. */
export function countBy(names: readonly string[]): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count);
}

/** The nearest-rank quantile: a value that occurred. Null without values. */
export function quantile(values: readonly number[], probability: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(probability * sorted.length) - 1)] ?? null;
}
