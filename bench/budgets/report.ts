import { textTable } from '#markdown';

/** Something measured, and the most that it may be; both in the unit. */
export interface Figure {
  readonly name: string;
  readonly unit: keyof typeof DIGITS;
  readonly measured: number;
  readonly budget: number;
}

/** How many digits after the point a figure is printed with. */
const DIGITS = { MB: 2, kB: 2, ms: 0, '': 0 };

export const isOver = ({ measured, budget }: Figure): boolean => measured > budget;

/** A line for each figure, with what is left of its budget in the unit and in percent of the budget, and a summary. */
export function report(figures: readonly Figure[]): string {
  const rows = [['figure', 'measured', 'budget', 'headroom', ''], ...figures.map(rowOf)];
  const over = figures.filter(isOver).length;
  const summary = over === 0 ? 'All are within budget.' : `${over} of ${figures.length} over budget.`;
  return `${textTable(rows)}\n\n${summary} An MB is 1,000,000 bytes, a kB 1,000.`;
}

function rowOf(figure: Figure): string[] {
  const { name, unit, measured, budget } = figure;
  const left = budget - measured;
  const amount = (value: number) => `${value.toFixed(DIGITS[unit])} ${unit}`.trimEnd();
  const percent = `${((100 * left) / budget).toFixed(1)} %`;
  return [name, amount(measured), amount(budget), amount(left), percent, ...(isOver(figure) ? ['OVER'] : [])];
}
