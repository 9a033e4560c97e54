// What the panels of our dashboards have in common: where their data comes from, and how a graph looks.
import {
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** The Prometheus that the reader picks at the top of the page. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A query of a panel; `refId` is the name by which the panel's own settings refer to it. */
export function query(refId: string, expr: string): DataqueryBuilder {
  return new DataqueryBuilder().refId(refId).expr(expr).datasource(DATASOURCE);
}

/**
 * A graph over time, from zero upwards. The description says how to read it, the unit is one of Grafana's, and the
 * queries are PromQL by legend, in which `{{label}}` stands for that label's value.
 */
export function graph(title: string, description: string, unit: string, queries: Record<string, string>): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .min(0)
    .datasource(DATASOURCE)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  for (const [index, [legend, expr]] of Object.entries(queries).entries()) {
    panel.withTarget(
      query(`Q${index + 1}`, expr)
        .range()
        .legendFormat(legend),
    );
  }
  return panel;
}
