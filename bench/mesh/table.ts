import { markdownTable } from '../../libs/markdown/src/markdown-table.ts';
import { figureText, type Figure } from '../figure.ts';
import type { Costs } from './costs.ts';

const ROWS: readonly [title: string, of: (costs: Costs) => Figure | null, digits: number][] = [
  ['CPU of the five services, µs a request', (costs) => costs.applicationMicroseconds, 0],
  ['CPU of their proxies, µs a request', (costs) => costs.proxyMicroseconds, 0],
  ['CPU of the gateway, µs a request', (costs) => costs.gatewayMicroseconds, 0],
  ["CPU of the gateway's proxy, µs a request", (costs) => costs.gatewayProxyMicroseconds, 0],
  ["CPU of the gateway, times its proxy's", (costs) => costs.gatewayTimesProxy, 2],
  ['memory of one proxy, MB', (costs) => costs.proxyMegabytes, 1],
  ['latency p50, ms', (costs) => costs.p50Milliseconds, 1],
  ['latency p90, ms', (costs) => costs.p90Milliseconds, 1],
  ['latency p99, ms', (costs) => costs.p99Milliseconds, 1],
];

/** A table of medians, each with the least and the most of all samples. */
export function costsTable(columns: readonly { readonly title: string; readonly costs: Costs }[]): string {
  return markdownTable(
    ['', ...columns.map(({ title }) => title)],
    ROWS.map(([title, of, digits]) => [title].concat(columns.map(({ costs }) => cell(of(costs), digits)))),
  );
}

const cell = (figure: Figure | null, digits: number): string => (figure ? figureText(figure, digits) : '–');
