// How a page of panels is laid out, and what its reader can choose at the top.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  type Dashboard,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { DATASOURCE } from './panels.ts';

const PAGE_COLUMNS = 24;
const PANEL_LINES = 8;

/** One choice, among what a `label_values(...)` of Prometheus gives. */
export function choice(name: string, description: string, values: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .description(description)
    .datasource(DATASOURCE)
    .query(values)
    .refresh(VariableRefresh.OnTimeRangeChanged);
}

/** A choice of any number of values; all of them until the reader picks some. To be used with `=~`. */
export function choices(name: string, description: string, values: string): QueryVariableBuilder {
  return choice(name, description, values)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: 'All', value: '$__all' });
}

interface PanelOfPage extends Builder<Panel> {
  id(id: number): this;
  span(columns: number): this;
  height(lines: number): this;
}

/** A page: the variables at its top, then panels by the title of their row, whose width they share. */
export function page(
  { uid, title, description }: Record<'uid' | 'title' | 'description', string>,
  variables: QueryVariableBuilder[],
  rows: Record<string, PanelOfPage[]>,
): Dashboard {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['product-gateway'])
    .time({ from: 'now-15m', to: 'now' })
    .refresh('5s')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'), ...variables]);
  let id = 0;
  for (const [name, panels] of Object.entries(rows)) {
    dashboard.withRow(new RowBuilder(name).id(++id));
    for (const panel of panels) {
      dashboard.withPanel(
        panel
          .id(++id)
          .span(PAGE_COLUMNS / panels.length)
          .height(PANEL_LINES),
      );
    }
  }
  return dashboard.build();
}
