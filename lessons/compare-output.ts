import { diffArrays } from 'diff';

import type { NumberRange } from './number-range.ts';
import { withoutVaryingText } from './varying-text.ts';

type Ranges = ReadonlyMap<string, NumberRange>;

const isNumber = (token: string): boolean => /^\d+(\.\d+)?$/.test(token);

/**
 * Compares the output of a command with that on a page.
 *
 * @param ranges of numbers, by the word before them
 * @returns a diff, or undefined if they agree
 */
export function differenceOf(expected: string, observed: string, ranges: Ranges = new Map()): string | undefined {
  const parts = diffArrays(linesOf(expected), linesOf(observed), {
    comparator: (a, b) => agree(a, b, ranges),
  });
  if (parts.every(({ added, removed }) => !added && !removed)) return undefined;
  return parts
    .flatMap(({ added, removed, value }) => value.map((line) => `${signOf(added, removed)} ${line}`))
    .join('\n');
}

/** As many lines of an output as the page has; a job in the background may write more later. */
export const beginningOf = (observed: string, expected: string): string =>
  linesOf(observed).slice(0, linesOf(expected).length).join('\n');

/** Words with a range that no line of an output has; such a range has no effect. */
export const unusedWords = (output: string, ranges: Ranges): string[] =>
  [...ranges.keys()].filter((word) => linesOf(output).every((line) => numberBeside(word, line) === undefined));

const linesOf = (output: string): string[] => output.replaceAll(/^\n+|\s+$/g, '').split('\n');

const signOf = (added: boolean, removed: boolean): string => (added ? '+' : removed ? '-' : ' ');

function agree(expected: string, observed: string, ranges: Ranges): boolean {
  const inLine = [...ranges].filter(([word]) => numberBeside(word, expected) !== undefined);
  const isAccepted = inLine.every(([word, range]) => range.accepts(numberBeside(word, observed) ?? Number.NaN));
  const comparable = inLine.length > 0 ? withoutNumbers : withoutVaryingText;
  return isAccepted && comparable(expected) === comparable(observed);
}

const withoutNumbers = (line: string): string =>
  withoutVaryingText(line).replaceAll(/\b\d+(\.\d+)?(?=[\s,]|$)/g, '<number>');

/** The first number after a word, or else the one before it; `price-v2` also stands for the names of its pods. */
function numberBeside(word: string, line: string): number | undefined {
  const tokens = line.split(/\s+/).map((token) => token.replace(/[,:]$/, ''));
  const index = tokens.findIndex((token) => token === word || token.startsWith(`${word}-`));
  if (index < 0) return undefined;
  const number = tokens.slice(index + 1).find(isNumber) ?? tokens.slice(0, index).findLast(isNumber);
  return number === undefined ? undefined : Number(number);
}
