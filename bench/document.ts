import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'docs/benchmarks.md';

/**
 * Puts a measured section into docs/benchmarks.md, in place of the last one.
 *
 * @param name of its marks there
 */
export function writeSection(name: string, section: string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = readFileSync(FILE, 'utf8');
  if (!text.includes(start) || !text.includes(end)) throw new Error(`${FILE} has no marks ${start} and ${end}.`);
  const [before = ''] = text.split(start);
  const [, after = ''] = text.split(end);
  writeFileSync(FILE, `${before}${start}\n\n${section}\n\n${end}${after}`);
}

/** A Markdown table. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
