// Values of command-line options that several programs have.

/** The bounds of a number, both accepted. */
interface Bounds {
  readonly min?: number;
  readonly max: number;
}

/**
 * Parses an option that is a whole number.
 *
 * @param option with its hyphens, such as --rounds
 * @param bounds from 1 unless there is a min
 * @throws Error that names the option, its value and what is accepted
 */
export function wholeNumberOption(option: string, text: string, { min = 1, max }: Bounds): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const [from, to] = [min, max].map((bound) => bound.toLocaleString('en'));
  throw new Error(`${option} is "${text}", but must be a whole number from ${from} to ${to}`);
}

/** A label of RFC 1123, which has at most 63 characters, with room for the suffixes of the namespaces beside it. */
const NAMESPACE_NAME = /^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/;

/**
 * Checks the value of --namespace.
 *
 * @throws Error that has its value and what is accepted
 */
export function namespaceOption(name: string): string {
  if (NAMESPACE_NAME.test(name)) return name;
  throw new Error(
    `--namespace is "${name}", but must be up to 52 lower-case letters, digits and hyphens, such as canary-test`,
  );
}
