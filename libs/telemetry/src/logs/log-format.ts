/**
 * Whether log lines are for a person: LOG_FORMAT=pretty, or `auto` where standard output is a terminal. It is read from the
 * environment, since a line may have to be written before the configuration is loaded, or because it is bad.
 */
export function isPretty(format = process.env['LOG_FORMAT'] ?? ''): boolean {
  const word = format.trim().toLowerCase();
  return word === 'pretty' || (word !== 'json' && process.stdout.isTTY);
}
