import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { OtherOutput } from './check-page.ts';
import { differenceOf } from './compare-output.ts';

const ROOT = join(import.meta.dirname, '..');

/**
 * Writes observed outputs into a page.
 *
 * @returns the outputs that are not written, since they have a number that is not in its range on the page
 */
export function updatePage(path: string, otherOutputs: readonly OtherOutput[]): OtherOutput[] {
  const file = join(ROOT, path);
  const isInRange = ({ output, observed }: OtherOutput) =>
    differenceOf(observed, observed, output.ranges) === undefined;
  // From the last one, so that the positions of the others stay.
  const sorted = otherOutputs.filter(isInRange).toSorted((a, b) => b.output.start - a.output.start);
  const text = sorted.reduce(replaced, readFileSync(file, 'utf8'));
  writeFileSync(file, text);
  return otherOutputs.filter((other) => !isInRange(other));
}

const replaced = (text: string, { output: { start, end, info }, observed }: OtherOutput): string =>
  `${text.slice(0, start)}\`\`\`text ${info}`.trimEnd() +
  `\n${withoutTrailingSpaces(observed)}\n\`\`\`${text.slice(end)}`;

const withoutTrailingSpaces = (output: string): string =>
  output.replaceAll(/^\n+|\s+$/g, '').replaceAll(/[ \t]+$/gm, '');
