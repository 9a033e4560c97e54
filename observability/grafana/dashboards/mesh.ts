// The page of what the mesh's proxies saw: the same panels for Istio and for Linkerd, from the series of rules/mesh.yml.
import {
  EdgeOptionsBuilder,
  NodeOptionsBuilder,
  PanelBuilder as NodeGraph,
} from '@grafana/grafana-foundation-sdk/nodegraph';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { Milliseconds, PercentUnit, RequestsPerSecond } from '@grafana/grafana-foundation-sdk/units';

import { choice, choices, page } from '../page.ts';
import { DATASOURCE, graph, query } from '../panels.ts';

const NAMESPACE = 'mesh="$mesh",destination_workload_namespace=~"$namespace"';
const REQUESTS = `mesh:requests:rate1m{${NAMESPACE}}`;
const CALLS = `mesh:edge_requests:rate1m{${NAMESPACE}}`;

const mesh = choice('mesh', 'The mesh whose proxies are asked.', 'label_values(mesh:requests:rate1m, mesh)');
const namespace = choices(
  'namespace',
  'The namespaces of the workloads that are called.',
  'label_values(mesh:requests:rate1m{mesh="$mesh"}, destination_workload_namespace)',
);

/** A row for each series, as of now. */
const rowsOf = (refId: string, expr: string) => query(refId, expr).instant().format(PromQueryFormat.Table);

/** The series with the value of label `from` also under the name that the node graph looks for. */
const named = (name: string, from: string, series: string) =>
  `label_replace(${series}, "${name}", "$1", "${from}", "(.+)")`;

function whoCallsWhom(): NodeGraph {
  const received = `sum by (id) (${named('id', 'destination_workload', REQUESTS)})`;
  const sent = `sum by (id) (${named('id', 'source_workload', CALLS)})`;
  const ends = named('source', 'source_workload', named('target', 'destination_workload', CALLS));
  return new NodeGraph()
    .title('Who calls whom')
    .description(
      'Requests a second that each workload receives (or sends, if it receives none), and calls between them.',
    )
    .datasource(DATASOURCE)
    .nodes(new NodeOptionsBuilder().mainStatUnit(RequestsPerSecond))
    .edges(new EdgeOptionsBuilder().mainStatUnit(RequestsPerSecond))
    .withTarget(rowsOf('nodes', named('title', 'id', `(${received} or ${sent})`)))
    .withTarget(rowsOf('edges', `label_join(sum by (source, target) (${ends}), "id", " ", "source", "target")`))
    .withTransformation({
      id: 'organize',
      options: { renameByName: { 'Value #nodes': 'mainstat', 'Value #edges': 'mainstat' } },
    });
}

function callsBetweenWorkloads(): Table {
  return new Table()
    .title('Calls between workloads')
    .description(
      "As the caller's proxy saw them. Istio counts a call once, however often it tries; Linkerd counts each attempt.",
    )
    .datasource(DATASOURCE)
    .withTarget(rowsOf('calls', `sum without (classification) (${CALLS})`))
    .withTarget(rowsOf('success', `mesh:edge_success:ratio_rate1m{${NAMESPACE}}`))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true, __name__: true, mesh: true },
        renameByName: { 'Value #calls': 'calls', 'Value #success': 'success' },
      },
    })
    .overrideByName('calls', [{ id: 'unit', value: RequestsPerSecond }])
    .overrideByName('success', [{ id: 'unit', value: PercentUnit }]);
}

export const meshDashboard = page(
  {
    uid: 'product-gateway-mesh',
    title: 'Product Gateway: mesh',
    description: 'What the proxies of the mesh saw, in the same panels for Istio and for Linkerd.',
  },
  [mesh, namespace],
  {
    'Workloads, as their own proxies see them': [
      graph('Requests', 'Requests a second that reached each workload. Each attempt counts.', RequestsPerSecond, {
        '{{destination_workload}}': `sum by (destination_workload) (${REQUESTS})`,
      }),
      graph('Success', 'The share of requests that did not fail, by gRPC status where there is one.', PercentUnit, {
        '{{destination_workload}}': `mesh:success:ratio_rate1m{${NAMESPACE}}`,
      }).max(1),
      graph(
        'Failures',
        'Failed requests a second by gRPC status: 2 UNKNOWN, 4 DEADLINE_EXCEEDED, 7 PERMISSION_DENIED, 13 INTERNAL, 14 UNAVAILABLE, 15 DATA_LOSS; without one a 5xx of HTTP.',
        RequestsPerSecond,
        {
          '{{destination_workload}} {{grpc_response_status}}': `sum by (destination_workload, grpc_response_status) (mesh:requests:rate1m{${NAMESPACE},classification="failure"})`,
        },
      ),
      graph('Latency', 'The 50th, 95th and 99th percentile of the response time.', Milliseconds, {
        '{{destination_workload}} p50': `mesh:request_duration_milliseconds:p50_rate1m{${NAMESPACE}}`,
        '{{destination_workload}} p95': `mesh:request_duration_milliseconds:p95_rate1m{${NAMESPACE}}`,
        '{{destination_workload}} p99': `mesh:request_duration_milliseconds:p99_rate1m{${NAMESPACE}}`,
      }),
    ],
    'What the mesh adds': [
      graph('Mutual TLS', 'The share of requests that came encrypted, with an identity on both ends.', PercentUnit, {
        '{{destination_workload}}': `mesh:mutual_tls:ratio_rate1m{${NAMESPACE}}`,
      }).max(1),
      graph(
        'Retries',
        "Retries a second, by the Service that was called. Linkerd counts them where a route is attached; Istio where the caller's proxyStatsMatcher includes upstream_rq_retry.",
        RequestsPerSecond,
        {
          '{{destination_service_name}}':
            'mesh:retries:rate1m{mesh="$mesh",destination_service_namespace=~"$namespace"}',
        },
      ),
    ],
    Calls: [whoCallsWhom(), callsBetweenWorkloads()],
  },
);
