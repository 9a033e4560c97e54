/** Parts of an output that differ from run to run, with what replaces them before outputs are compared. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  // The alphabet of Kubernetes for generated names has neither vowels nor 0, 1 and 3.
  [/-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<pod>'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '<time>'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, '<address>'],
  [/:3\d{4}\/TCP/g, ':<port>/TCP'],
  [/\b\d+(\.\d+)? %/g, '<share>'],
  [/\b\d+(\.\d+)? responses a second/g, '<rate>'],
  [/\b\d+(\.\d+)? ?(ms|s|m|h|d)(\d+(s|m|h))?\b/g, '<duration>'],
  [/\s+/g, ' '],
];

/** A line of an output without what varies: names of pods, addresses, times, durations, shares and the width of columns. */
export const withoutVaryingText = (line: string): string =>
  VARYING.reduce((text, [pattern, replacement]) => text.replaceAll(pattern, replacement), line).trim();
