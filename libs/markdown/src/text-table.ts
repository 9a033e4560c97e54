const NUMBER = /^-?[\d.,]+( [\w%]+)?$/;

/** Rows as columns of one width each for a terminal, numbers at the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const padded = (cell: string, column: number) =>
    NUMBER.test(cell) ? cell.padStart(width(column)) : cell.padEnd(width(column));
  return rows.map((row) => row.map(padded).join('   ').trimEnd()).join('\n');
}
