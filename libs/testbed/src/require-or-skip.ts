/**
 * Whether to skip what needs a prerequisite, such as a program: true where it is missing, with one line on standard error
 * that names it and how to get it. Where nothing may be skipped, a missing prerequisite is an error instead.
 *
 * @param name of the prerequisite, such as `Chromium`
 * @param probe whether it is there, or a function that finds out
 * @param advice a sentence on how to get it
 * @param isRequired whether nothing may be skipped: by default where the environment variable CI is set
 * @throws Error if it is missing and required
 */
export function requireOrSkip(
  name: string,
  probe: boolean | (() => boolean),
  advice: string,
  isRequired = Boolean(process.env['CI']),
): boolean {
  if (typeof probe === 'boolean' ? probe : probe()) return false;
  const message = `no ${name}. ${advice}`;
  if (isRequired) throw new Error(message);
  console.warn(`SKIPPED: ${message}`);
  return true;
}
