import jStat from 'jstat';

/** One figure of several samples. */
export interface Figure {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export const figureOf = (values: readonly number[]): Figure => ({
  median: jStat.median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/** Such as `1.05 (1.01 to 1.12)`. */
export function figureText({ median, least, most }: Figure, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

/** The same of values, such as those of all rounds. */
export const spreadText = (values: readonly number[], digits = 0): string => figureText(figureOf(values), digits);
