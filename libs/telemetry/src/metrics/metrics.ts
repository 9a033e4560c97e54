import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type HistogramConfiguration,
  type RegistryContentType,
} from 'prom-client';

import type { Instance } from '../instance.ts';
import { InFlightGauge } from './in-flight-gauge.ts';
import { StreamMetrics } from './stream-metrics.ts';
import type { ServerSpan } from '../traces/tracing.ts';

/** Seconds. Finer below 5 ms than OpenTelemetry's advice, since most calls take less. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** With prom-client's default of 10 ms an idle process would wake a hundred times a second. */
const EVENT_LOOP_SAMPLE_MS = 100;

/** This attempt and all later ones share a label. */
const MAX_ATTEMPT_LABEL = 4;

export const TEXT = Registry.PROMETHEUS_CONTENT_TYPE;
export const OPENMETRICS = Registry.OPENMETRICS_CONTENT_TYPE;

/** The metrics of one service, named by OpenTelemetry's semantic conventions wherever these have a name. */
export class Metrics {
  readonly #registry = new Registry<RegistryContentType>();
  /** The RPCs by method, for each attempt from 1. */
  readonly #attempts = this.#attemptCounts(
    'product_gateway_rpc_server_attempts_total',
    'RPCs that arrived here, by the attempt of their call.',
  );
  #rendering: Promise<unknown> = Promise.resolve();

  readonly httpServer;
  readonly rpcServer;
  readonly rpcClient;
  readonly httpServerActive = this.#inFlightGauge(
    'http_server_active_requests',
    'HTTP requests that are being served.',
    'http_request_method',
  );
  readonly rpcServerActive = this.#inFlightGauge(
    'product_gateway_rpc_server_active_calls',
    'RPCs that are being served.',
    'rpc_method',
  );
  readonly rpcClientActive = this.#inFlightGauge(
    'product_gateway_rpc_client_active_calls',
    'RPCs to backends that are in flight.',
    'rpc_method',
  );
  /** Streams have no latency: they are counted when they begin, for each message, and when they end. */
  readonly rpcServerStreams = new StreamMetrics(
    'product_gateway_rpc_server',
    'Server-streaming RPCs that are being served',
    this.#registry,
  );
  readonly rpcClientStreams = new StreamMetrics(
    'product_gateway_rpc_client',
    'Server-streaming RPCs to backends',
    this.#registry,
  );
  readonly httpServerStreams = this.#inFlightGauge(
    'product_gateway_http_server_open_streams',
    'Streams of server-sent events that are open.',
    'http_route',
  );
  readonly degradedResponses = this.#counter(
    'product_gateway_degraded_responses_total',
    'Products in responses that lack a part, by the backend that failed.',
    ['backend'],
  );
  readonly requestsRefused = this.#counter(
    'product_gateway_refused_requests_total',
    'HTTP requests and RPCs that were refused because too many were in flight.',
    ['protocol'],
  );
  readonly connectionsClosed = this.#counter(
    'product_gateway_closed_connections_total',
    'Connections that were closed because there were too many, or because they were stalled.',
    ['protocol', 'reason'],
  );
  readonly reservations = this.#counter(
    'product_gateway_reservations_total',
    'Calls of ReserveStock by their result: reserved, replayed, or the error.',
    ['result'],
  );
  readonly faultsInjected = this.#counter(
    'product_gateway_faults_injected_total',
    'Faults that were injected by x-fault or FAULT_RULES.',
    ['rpc_method', 'action'],
  );

  /** @param exemplars whether durations have trace ids as exemplars in the OpenMetrics format */
  constructor({ service, version, instance }: Instance, exemplars: boolean) {
    // prom-client rejects exemplars for a registry of the text format.
    this.#registry.setContentType(OPENMETRICS);
    const durations = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Durations<L>({ name, help, labelNames, registers: [this.#registry] }, exemplars);
    this.httpServer = durations('http_server_request_duration_seconds', 'Duration of HTTP requests that were served.', [
      'http_request_method',
      'http_route',
      'http_response_status_code',
    ]);
    const ofRpc = ['rpc_method', 'rpc_status_code'] as const;
    this.rpcServer = durations('rpc_server_call_duration_seconds', 'Duration of RPCs that were served.', ofRpc);
    this.rpcClient = durations('rpc_client_call_duration_seconds', 'Duration of RPCs to backends.', ofRpc);

    const labels = { service_name: service, service_version: version, service_instance_id: instance };
    this.#gauge('target_info', 'What this instance is.', Object.keys(labels)).set(labels, 1);
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS });
    // Default gauges of prom-client with the suffix of counters.
    for (const { name, type } of this.#all()) {
      if (type === 'gauge' && name.endsWith('_total')) this.#registry.removeSingleMetric(name);
    }
  }

  countAttempt(rpcMethod: string, attempt: number): void {
    this.#attempts[Math.min(attempt, MAX_ATTEMPT_LABEL) - 1]?.inc(rpcMethod);
  }

  /** All metrics in the format of a media type, TEXT or OPENMETRICS. */
  render(contentType: RegistryContentType): Promise<string> {
    // One at a time, since the format is a property of the registry.
    const rendered = this.#rendering.then(() => {
      this.#registry.setContentType(contentType);
      // prom-client 15 strips the suffix from the name of a counter when it renders OpenMetrics, and never restores it.
      for (const metric of this.#all()) {
        if (metric.type === 'counter' && !metric.name.endsWith('_total')) metric.name += '_total';
      }
      return this.#registry.metrics();
    });
    this.#rendering = rendered.catch(() => undefined);
    return rendered;
  }

  #all(): { name: string; readonly type: string }[] {
    return this.#registry.getMetricsAsArray() as never;
  }

  #gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }

  #attemptCounts(name: string, help: string): readonly InFlightGauge[] {
    const counts = Array.from({ length: MAX_ATTEMPT_LABEL }, () => new InFlightGauge());
    const collect = function (this: Counter) {
      this.reset();
      for (const [index, ofAttempt] of counts.entries()) {
        const attempt = index + 1 < MAX_ATTEMPT_LABEL ? index + 1 : `${MAX_ATTEMPT_LABEL}+`;
        for (const [rpcMethod, count] of ofAttempt) this.inc({ rpc_method: rpcMethod, attempt }, count);
      }
    };
    this.#registry.registerMetric(
      new Counter({ name, help, labelNames: ['rpc_method', 'attempt'], registers: [], collect }),
    );
    return counts;
  }

  #inFlightGauge(name: string, help: string, labelName: string): InFlightGauge {
    const gauge = new InFlightGauge();
    const collect = function (this: Gauge) {
      for (const [label, count] of gauge) this.set({ [labelName]: label }, count);
    };
    this.#registry.registerMetric(new Gauge({ name, help, labelNames: [labelName], registers: [], collect }));
    return gauge;
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }
}

/** A histogram of seconds. */
class Durations<L extends string> extends Histogram<L> {
  constructor(
    configuration: HistogramConfiguration<L>,
    private readonly exemplars: boolean,
  ) {
    super({ ...configuration, buckets: BUCKETS, enableExemplars: exemplars });
  }

  /** @param span of the request, which is the exemplar */
  record(labels: Record<L, string | number>, durationMs: number, span?: ServerSpan): void {
    const value = durationMs / 1000;
    if (!this.exemplars) return this.observe(labels, value);
    const exemplarLabels = span?.sampled ? { trace_id: span.traceId } : {};
    // The types of prom-client restrict the labels of exemplars to those of their metric.
    this.observe({ labels, value, exemplarLabels: exemplarLabels as object });
  }
}
