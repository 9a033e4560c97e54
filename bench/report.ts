/** A figure of the whole run, and the least and the greatest that a single round gave. */
export interface Spread {
  readonly overall: number;
  readonly min: number;
  readonly max: number;
}

/** CPU time of one request in microseconds: of the gateway, of its four backends together, of all five. */
export interface Cost {
  readonly gateway: number;
  readonly backends: number;
  readonly all: number;
}

/** What a request cost each variant, by its name, in one round. */
export type Round = Readonly<Record<string, Cost>>;

export type Summary = Readonly<Record<keyof Cost, Spread>>;

/**
 * What a request cost a variant in the whole run; or, given another one, how many times what it cost that. A single round
 * can be off by a tenth either way, as a process can be; over the run that cancels out.
 */
export function summarise(rounds: readonly Round[], variant: string, other?: string): Summary {
  const part = (key: keyof Cost): Spread => {
    const costs = rounds.map((round) => round[variant]?.[key] ?? Number.NaN);
    const units = rounds.map((round) => (other ? (round[other]?.[key] ?? Number.NaN) : 1));
    const each = costs.map((cost, index) => cost / (units[index] ?? Number.NaN));
    return { overall: sum(costs) / sum(units), min: Math.min(...each), max: Math.max(...each) };
  };
  return { gateway: part('gateway'), backends: part('backends'), all: part('all') };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** A line for each summary by its name: over the run, and from the least round to the most. */
export function table(title: string, summaries: Readonly<Record<string, Summary>>, digits: number): string {
  const cell = ({ overall, min, max }: Spread) => {
    const [middle, least, most] = [overall, min, max].map((value) => value.toFixed(digits));
    return `${middle} (${least} to ${most})`;
  };
  const lines = Object.entries(summaries).map(([name, { gateway, backends, all }]) => [
    name,
    cell(gateway),
    cell(backends),
    cell(all),
  ]);
  const rows = [[title, 'gateway', 'four backends', 'all five'], ...lines];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows
    .map(([name = '', ...cells]) => [name.padEnd(width), ...cells.map((text) => text.padEnd(23))].join('  ').trimEnd())
    .join('\n');
}
