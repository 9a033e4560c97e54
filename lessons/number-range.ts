import { contains, intervalOf } from '../conformance/assertion.ts';

/** The numbers that are accepted in place of the one on a page. */
export interface NumberRange {
  accepts(number: number): boolean;
}

const ANY = 'any';
const SHARE = /^(\d+(?:\.\d+)?)%of(\d+)$/;
const FROM_TO = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)$/;

/**
 * Parses `any`, `100..200`, or `10%of300`: a count of 300 whose exact binomial interval at 99.9 % contains 10 %.
 *
 * @throws Error that names the text and what is accepted
 */
export function parseNumberRange(text: string): NumberRange {
  if (text === ANY) return { accepts: () => true };
  const [, percent, all] = SHARE.exec(text) ?? [];
  if (percent !== undefined && Number(percent) <= 100 && Number(all) > 0)
    return shareOf(Number(percent) / 100, Number(all));
  const [, from, to] = FROM_TO.exec(text) ?? [];
  if (from !== undefined && Number(from) <= Number(to)) {
    return { accepts: (number) => number >= Number(from) && number <= Number(to) };
  }
  throw new Error(`"${text}" is not a range of numbers, which is ${ANY}, FROM..TO or PERCENT%ofALL, such as 10%of300.`);
}

const shareOf = (share: number, all: number): NumberRange => ({
  accepts: (count) => Number.isInteger(count) && count <= all && contains(share)(intervalOf(count, all)),
});
