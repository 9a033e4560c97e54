import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';

/** The queries of every panel in turn, with these values in the place of `$name`, as Grafana puts them. */
export function queriesOf({ panels = [] }: Dashboard, variables: Record<string, string> = {}): Dataquery[] {
  const withValues = (promql: string) =>
    Object.entries(variables).reduce((text, [name, value]) => text.replaceAll(`$${name}`, value), promql);
  return panels
    .flatMap((panel) => ('targets' in panel ? (panel.targets as Dataquery[]) : []))
    .map((query) => Object.assign({}, query, { expr: withValues(query.expr) }));
}
