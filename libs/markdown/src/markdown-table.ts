/** A table in Markdown. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escape).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

/** A pipe would end the cell, unless it is escaped already; a line break would end the table. */
const escape = (cell: string): string => cell.replaceAll(/(?<!\\)\|/g, String.raw`\|`).replaceAll('\n', ' ');
