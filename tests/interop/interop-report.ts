import { markdownTable, textTable } from '#markdown';

import { CASES, type CaseResult } from './cases.ts';

/** What came of one case by one transport, at one endpoint. */
export interface InteropResult {
  readonly caseName: string;
  readonly transport: string;
  readonly endpoint: string;
  readonly result: CaseResult;
}

export interface InteropReport {
  readonly command: string;
  readonly versions: string;
  readonly results: readonly InteropResult[];
}

const cell = (result: CaseResult | undefined): string =>
  result?.kind === 'skipped' ? `skipped: ${result.reason}` : (result?.kind ?? '');

/** A line for each case and transport, with a column for each endpoint. */
function table(results: readonly InteropResult[]): { readonly header: string[]; readonly rows: string[][] } {
  const endpoints = [...new Set(results.map(({ endpoint }) => endpoint))];
  const lines = Map.groupBy(results, ({ caseName, transport }) => `${caseName} ${transport}`);
  const rows = [...lines.values()].map((ofLine) => {
    const cells = endpoints.map((name) => cell(ofLine.find(({ endpoint }) => endpoint === name)?.result));
    return [ofLine[0]!.caseName, ofLine[0]!.transport].concat(cells);
  });
  return { header: ['case', 'transport', ...endpoints], rows };
}

function summary({ command, versions, results }: InteropReport, quote: string): string {
  const count = (kind: CaseResult['kind']) => results.filter(({ result }) => result.kind === kind).length;
  const counts = (['passed', 'failed', 'skipped'] as const).map((kind) => `${count(kind)} ${kind}`).join(', ');
  return `${quote}${command}${quote}: ${counts}; ${versions}.`;
}

/** The report for a terminal, with the reason of each failure. */
export function interopText(report: InteropReport): string {
  const { header, rows } = table(report.results);
  const failures = report.results.flatMap(({ caseName, transport, endpoint, result }) =>
    result.kind === 'failed' ? [`FAILED: ${caseName} by ${transport} at ${endpoint}: ${result.reason}`] : [],
  );
  return [textTable([header, ...rows]), ...failures, summary(report, '')].join('\n\n');
}

/** The section of docs/interop.md. */
export function interopMarkdown(report: InteropReport): string {
  const { header, rows } = table(report.results);
  return [
    summary(report, '`'),
    markdownTable(header, rows),
    markdownTable(
      ['case', 'what the client asserts'],
      CASES.map(({ name, description }) => [name, description]),
    ),
  ].join('\n\n');
}
