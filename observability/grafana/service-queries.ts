// PromQL over the metrics of the services that the reader chose, in steps as long as the graph's resolution needs.

/** How fast a counter grows each second, where its labels match. */
export const rate = (metric: string, ...matchers: string[]) =>
  `rate(${metric}{${['service=~"$service"', ...matchers].join(',')}}[$__rate_interval])`;

/** The share of a counter's growth that also has `matcher`, from 0 to 1; 0 where none of it has. */
export const ratio = (label: string, metric: string, matcher: string) => {
  const all = `sum by (${label}) (${rate(metric)})`;
  return `(sum by (${label}) (${rate(metric, matcher)}) or 0 * ${all}) / ${all}`;
};

/** What a histogram's values stay below in the share `q` of cases, for each value of a label. */
export const quantile = (q: number, label: string, histogram: string) =>
  `histogram_quantile(${q}, sum by (${label}, le) (${rate(`${histogram}_bucket`)}))`;
