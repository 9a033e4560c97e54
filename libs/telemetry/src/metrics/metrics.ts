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
import type { ServerSpan } from '../traces/tracing.ts';

/** Seconds. Finer below 5 ms than OpenTelemetry's advice, since most of what happens here takes less. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The library's 10 ms would wake each process a hundred times a second, also when there is nothing to do. */
const EVENT_LOOP_SAMPLE_MS = 100;

/** So many attempts of a call, and more, are counted together. */
const MANY_ATTEMPTS = 4;

export const TEXT = Registry.PROMETHEUS_CONTENT_TYPE;
export const OPENMETRICS = Registry.OPENMETRICS_CONTENT_TYPE;

/** The metrics of one service, named by OpenTelemetry's semantic conventions wherever these have a name. */
export class Metrics {
  readonly #registry = new Registry<RegistryContentType>();
  /** By the attempt, from 1. */
  readonly #attempts = this.#attemptLevels(
    'product_gateway_rpc_server_attempts_total',
    'RPCs that arrived here, by which attempt of their call they were.',
  );
  #rendering: Promise<unknown> = Promise.resolve();

  readonly httpServer;
  readonly rpcServer;
  readonly rpcClient;
  readonly httpServerActive = this.#level(
    'http_server_active_requests',
    'HTTP requests that are being served.',
    'http_request_method',
  );
  readonly rpcServerActive = this.#level(
    'product_gateway_rpc_server_active_calls',
    'RPCs that are being served.',
    'rpc_method',
  );
  readonly rpcClientActive = this.#level(
    'product_gateway_rpc_client_active_calls',
    'RPCs to backends under way.',
    'rpc_method',
  );
  readonly degradedResponses = this.#counter(
    'product_gateway_degraded_responses_total',
    'Products that were answered without a part, by the backend that failed.',
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
  readonly faultsInjected = this.#counter(
    'product_gateway_faults_injected_total',
    'Faults that were injected because somebody asked for them.',
    ['rpc_method', 'action'],
  );

  /** @param exemplars whether durations name, in the OpenMetrics format, a trace that took so long */
  constructor({ service, version, instance }: Instance, exemplars: boolean) {
    // In text there are no exemplars, and the library refuses to keep any.
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
    // Gauges that are named as if they were counters.
    for (const { name, type } of this.#all()) {
      if (type === 'gauge' && name.endsWith('_total')) this.#registry.removeSingleMetric(name);
    }
  }

  countAttempt(rpcMethod: string, attempt: number): void {
    this.#attempts[Math.min(attempt, MANY_ATTEMPTS) - 1]?.inc(rpcMethod);
  }

  /** All metrics in the format of a media type, TEXT or OPENMETRICS. */
  render(contentType: RegistryContentType): Promise<string> {
    // One at a time, since the format is a state of the registry.
    const rendered = this.#rendering.then(() => {
      this.#registry.setContentType(contentType);
      // For OpenMetrics the library takes a counter's ending away, for good.
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

  #attemptLevels(name: string, help: string): readonly InFlightGauge[] {
    const levels = Array.from({ length: MANY_ATTEMPTS }, () => new InFlightGauge());
    const collect = function (this: Counter) {
      this.reset();
      for (const [index, level] of levels.entries()) {
        const attempt = index + 1 < MANY_ATTEMPTS ? index + 1 : `${MANY_ATTEMPTS}+`;
        for (const [rpcMethod, count] of level) this.inc({ rpc_method: rpcMethod, attempt }, count);
      }
    };
    this.#registry.registerMetric(
      new Counter({ name, help, labelNames: ['rpc_method', 'attempt'], registers: [], collect }),
    );
    return levels;
  }

  #level(name: string, help: string, labelName: string): InFlightGauge {
    const level = new InFlightGauge();
    const collect = function (this: Gauge) {
      for (const [label, count] of level) this.set({ [labelName]: label }, count);
    };
    this.#registry.registerMetric(new Gauge({ name, help, labelNames: [labelName], registers: [], collect }));
    return level;
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
    // The library's types know exemplars by the labels of their metric alone.
    this.observe({ labels, value, exemplarLabels: exemplarLabels as object });
  }
}
