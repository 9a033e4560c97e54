// The page of the services themselves, from their own /metrics: the same with a mesh and without.
import { BytesIEC, PercentUnit, RequestsPerSecond, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';

import { choices, page } from '../page.ts';
import { graph } from '../panels.ts';
import { quantile, rate, ratio } from '../service-queries.ts';
import { rpcPanels } from './rpc-panels.ts';

const services = choices('service', 'The services to show.', 'label_values(target_info, service)');

export const servicesDashboard = page(
  {
    uid: 'product-gateway-services',
    title: 'Product Gateway: services',
    description: 'Rate, errors and duration of the five services, and what the network made of their calls.',
  },
  [services],
  {
    HTTP: [
      graph(
        'Requests',
        'Requests a second by route and status. Probes and /metrics are not counted.',
        RequestsPerSecond,
        {
          '{{service}} {{http_route}} {{http_response_status_code}}': `sum by (service, http_route, http_response_status_code) (${rate('http_server_request_duration_seconds_count')})`,
        },
      ),
      graph(
        'Errors',
        'The share of responses with a status of 500 or above. A degraded product is not among them: its status is 200.',
        PercentUnit,
        {
          '{{service}}': ratio(
            'service',
            'http_server_request_duration_seconds_count',
            'http_response_status_code=~"5.."',
          ),
        },
      ),
      graph('Latency', 'Of 100 requests 50, 95 and 99 took at most this long.', Seconds, {
        '{{service}} p50': quantile(0.5, 'service', 'http_server_request_duration_seconds'),
        '{{service}} p95': quantile(0.95, 'service', 'http_server_request_duration_seconds'),
        '{{service}} p99': quantile(0.99, 'service', 'http_server_request_duration_seconds'),
      }),
      graph('In flight', 'Requests that have begun and not ended.', Short, {
        '{{service}}': 'sum by (service) (http_server_active_requests{service=~"$service"})',
      }),
    ],
    'RPCs, as the servers see them': rpcPanels('server', 'as the server saw them: each attempt counts'),
    'RPCs, as the gateway sees them': rpcPanels(
      'client',
      'as the gateway saw them: each call counts once, whatever a proxy retried',
    ),
    Streams: [
      graph(
        'Open streams',
        "Streams that are open: server-sent events of viewers, the gateway's streams of inventory, and those that inventory serves.",
        Short,
        {
          '{{service}} {{http_route}}':
            'sum by (service, http_route) (product_gateway_http_server_open_streams{service=~"$service"})',
          '{{service}} {{rpc_method}}, called':
            'sum by (service, rpc_method) (product_gateway_rpc_client_open_streams{service=~"$service"})',
          '{{service}} {{instance}} {{rpc_method}}, served':
            'sum by (service, instance, rpc_method) (product_gateway_rpc_server_open_streams{service=~"$service"})',
        },
      ),
      graph(
        'Streams that ended',
        'Streams a second by status, as the gateway saw them. UNAVAILABLE is also how a stream ends when its connection does.',
        RequestsPerSecond,
        {
          '{{rpc_method}} {{rpc_status_code}}': `sum by (rpc_method, rpc_status_code) (${rate('product_gateway_rpc_client_streams_total')})`,
        },
      ),
      graph('Messages of streams', 'Messages a second that the servers sent, heartbeats included.', RequestsPerSecond, {
        '{{service}} {{rpc_method}}': `sum by (service, rpc_method) (${rate('product_gateway_rpc_server_stream_messages_total')})`,
      }),
    ],
    'What the network did': [
      graph(
        'Degraded responses',
        'Products a second that were shown without the part of this backend, with status 200.',
        RequestsPerSecond,
        { '{{backend}}': `sum by (backend) (${rate('product_gateway_degraded_responses_total')})` },
      ),
      graph(
        'Attempts per call',
        'Attempts that the servers received for each call that the gateway made. Above 1 a proxy retries: the application does not. Below 1 calls got lost before a server. It needs the gateway and the backends: choose all services.',
        Short,
        {
          '{{rpc_method}}': `sum by (rpc_method) (${rate('product_gateway_rpc_server_attempts_total')}) / sum by (rpc_method) (${rate('rpc_client_call_duration_seconds_count')})`,
        },
      ),
      graph(
        'Reservations',
        'Calls of ReserveStock a second by their result. replayed is a repeated call whose stock was taken once, by its idempotency key.',
        RequestsPerSecond,
        { '{{result}}': `sum by (result) (${rate('product_gateway_reservations_total')})` },
      ),
      graph(
        'Faults injected',
        'Faults a second that somebody asked for, by x-fault or FAULT_RULES. Errors beside them may be made on purpose.',
        RequestsPerSecond,
        {
          '{{rpc_method}} {{action}}': `sum by (rpc_method, action) (${rate('product_gateway_faults_injected_total')})`,
        },
      ),
      graph(
        'Share of versions',
        "The share of a service's RPCs that each of its versions served: 90 to 10 in a canary.",
        PercentUnit,
        {
          '{{service}} {{service_version}}':
            `sum by (service, service_version) (${rate('rpc_server_call_duration_seconds_count')} * on (job, instance) group_left (service_version) target_info)` +
            ` / on (service) group_left sum by (service) (${rate('rpc_server_call_duration_seconds_count')})`,
        },
      ).max(1),
    ],
    Processes: [
      graph('CPU', 'Processors in use: 1 is all of one.', Short, {
        '{{service}} {{instance}}': rate('process_cpu_seconds_total'),
      }),
      graph('Memory', 'Resident memory.', BytesIEC, {
        '{{service}} {{instance}}': 'process_resident_memory_bytes{service=~"$service"}',
      }),
      graph(
        'Event loop lag',
        'How late the event loop ran a timer of 100 ms, those 100 ms included, at the 99th percentile since the last scrape. Every request of the process waits for it.',
        Seconds,
        { '{{service}} {{instance}}': 'nodejs_eventloop_lag_p99_seconds{service=~"$service"}' },
      ),
    ],
  },
);
