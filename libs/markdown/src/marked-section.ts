import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Replaces a generated section of a document.
 *
 * @param name of the section, which is between `<!-- name -->` and `<!-- /name -->`
 * @throws Error if the document has no such markers
 */
export function writeSection(file: string, name: string, section: string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = readFileSync(file, 'utf8');
  if (!text.includes(start) || !text.includes(end)) throw new Error(`${file} has no markers ${start} and ${end}.`);
  const [before = ''] = text.split(start);
  const [, after = ''] = text.split(end);
  writeFileSync(file, `${before}${start}\n\n${section}\n\n${end}${after}`);
}
