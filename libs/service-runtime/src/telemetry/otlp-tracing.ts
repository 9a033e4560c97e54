import { setTimeout as sleep } from 'node:timers/promises';

import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type TextMapPropagator,
  type Tracer,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';

import type { Instance } from '../instance.ts';
import type { Logger } from '../logger.ts';
import type { HeaderLookup } from '../request-context.ts';
import type { ServiceConfig } from '../service.settings.ts';
import type { ClientSpan, ServerSpan, Tracing } from './tracing.ts';

/** How long a service that stops goes on exporting. */
const LAST_EXPORT_MS = 1000;

const w3c = new W3CTraceContextPropagator();
const b3 = new B3Propagator();
const b3Multi = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });

const getter = { get: (header: HeaderLookup, name: string) => header(name), keys: () => [] };
const setter = { set: (headers: Record<string, string>, name: string, value: string) => void (headers[name] = value) };

/**
 * Spans by OpenTelemetry's SDK, which reads its other variables itself: OTEL_TRACES_SAMPLER (by default the parent
 * decides), OTEL_RESOURCE_ATTRIBUTES, OTEL_BSP_* and so on.
 */
export class OtlpTracing implements Tracing {
  readonly #provider: BasicTracerProvider;
  readonly #tracer: Tracer;

  constructor({ service, version, instance }: Instance, config: ServiceConfig, logger: Logger) {
    diag.setLogger(diagnosticsTo(logger), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    const resource = resourceFromAttributes({
      'service.namespace': 'product-gateway',
      'service.name': service,
      'service.version': version,
      'service.instance.id': instance,
    }).merge(detectResources({ detectors: [envDetector] }));
    this.#provider = new BasicTracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor(exporterTo(config))],
    });
    this.#tracer = this.#provider.getTracer('product-gateway');
  }

  startServerSpan(name: string, attributes: Attributes, header: HeaderLookup): ServerSpan {
    const parent = parentOf(header);
    const span = this.#tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
    const context = trace.setSpan(parent, span);
    const propagators = propagatorsOf(header);
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceId,
      spanId,
      sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
      startClientSpan: (callName, callAttributes) =>
        this.#startClientSpan(callName, callAttributes, context, propagators),
      end: (ended, error) => endSpan(span, ended, error),
    };
  }

  async shutdown(): Promise<void> {
    // A collector that is gone is tried again for longer than a service may take to stop.
    await Promise.race([this.#provider.shutdown(), sleep(LAST_EXPORT_MS, undefined, { ref: false })]);
  }

  #startClientSpan(
    name: string,
    attributes: Attributes,
    parent: Context,
    propagators: readonly TextMapPropagator[],
  ): ClientSpan {
    const span = this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
    const headers: Record<string, string> = {};
    for (const propagator of propagators) propagator.inject(trace.setSpan(parent, span), headers, setter);
    return { headers, end: (ended, error) => endSpan(span, ended, error) };
  }
}

/** W3C's form goes before B3, as in Linkerd's proxy. */
function parentOf(header: HeaderLookup): Context {
  const context = w3c.extract(ROOT_CONTEXT, header, getter);
  return trace.getSpanContext(context) ? context : b3.extract(ROOT_CONTEXT, header, getter);
}

/** A call carries traceparent, and B3 in the forms that the request had: a mesh that speaks B3 sees our spans as well. */
function propagatorsOf(header: HeaderLookup): TextMapPropagator[] {
  return [w3c, ...(header('b3') === undefined ? [] : [b3]), ...(header('x-b3-traceid') === undefined ? [] : [b3Multi])];
}

function endSpan(span: Span, attributes: Attributes, error: string | undefined): void {
  span.setAttributes(attributes);
  if (error !== undefined) span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function exporterTo({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
}: ServiceConfig): SpanExporter {
  if (protocol === 'grpc') return new GrpcExporter({ url });
  const Exporter = protocol === 'http/json' ? JsonExporter : ProtobufExporter;
  return new Exporter({ url: `${url.replace(/\/$/, '')}/v1/traces` });
}

/** A collector that can't be reached is no error of the service. */
const diagnosticsTo = (logger: Logger) => {
  const warn = (message: string, ...details: unknown[]) => logger.warn({ details }, `OpenTelemetry: ${message}`);
  const ignore = () => undefined;
  return { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
};
