import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { PercentUnit, RequestsPerSecond, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';

import { graph } from '../panels.ts';
import { quantile, rate, ratio } from '../service-queries.ts';

/** The statuses that are a server's fault, as OpenTelemetry sees it. */
const RPC_ERRORS = 'rpc_status_code=~"UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS"';

/** Rate, errors, duration and load of every RPC method, from the one side or the other; `seenBy` ends their descriptions. */
export function rpcPanels(side: 'server' | 'client', seenBy: string): PanelBuilder[] {
  const histogram = `rpc_${side}_call_duration_seconds`;
  return [
    graph('Calls', `Calls a second by method and status, ${seenBy}.`, RequestsPerSecond, {
      '{{rpc_method}} {{rpc_status_code}}': `sum by (rpc_method, rpc_status_code) (${rate(`${histogram}_count`)})`,
    }),
    graph(
      'Errors',
      `The share of calls that ended in a status which is the server's fault, ${seenBy}. NOT_FOUND, INVALID_ARGUMENT and the like are not.`,
      PercentUnit,
      { '{{rpc_method}}': ratio('rpc_method', `${histogram}_count`, RPC_ERRORS) },
    ),
    graph('Latency', `Half of the calls, and 99 of 100, took at most this long, ${seenBy}.`, Seconds, {
      '{{rpc_method}} p50': quantile(0.5, 'rpc_method', histogram),
      '{{rpc_method}} p99': quantile(0.99, 'rpc_method', histogram),
    }),
    graph('In flight', `Calls that have begun and not ended, ${seenBy}.`, Short, {
      '{{rpc_method}}': `sum by (rpc_method) (product_gateway_rpc_${side}_active_calls{service=~"$service"})`,
    }),
  ];
}
