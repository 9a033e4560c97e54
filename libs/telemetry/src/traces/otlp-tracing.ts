import { setTimeout as sleep } from 'node:timers/promises';

import {
  createTraceState,
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
  type Tracer,
} from '@opentelemetry/api';
import { diagLogLevelFromString } from '@opentelemetry/core';
import { detectResources, envDetector, resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

import type { Instance } from '../instance.ts';
import type { Logger } from '../logs/logger.ts';
import type { HeaderLookup } from '../header-lookup.ts';
import { EnvironmentSampler, withRemoteTrace } from './environment-sampler.ts';
import { LogSpanExporter } from './log-span-exporter.ts';
import { normalizeOtelEnvironment } from './otel-environment.ts';
import { otlpExporter } from './otlp-exporter.ts';
import { readRemoteTrace, readTracestate, type RemoteTrace } from './trace-context.ts';
import type { TraceExporter } from './trace-exporters.ts';
import { traceHeaders, TracePropagation, type InjectedFormats } from './trace-propagation.ts';
import type { ClientSpan, ServerSpan, Tracing } from './tracing.ts';
import type { TelemetryConfig } from '../telemetry.settings.ts';

/** Time limit for the export of the last spans when a service stops. */
const LAST_EXPORT_MS = 1000;

/**
 * Spans of OpenTelemetry's SDK. The SDK reads its environment variables itself, except for those that select the parts to load
 * and those that it reads otherwise than specified (docs/adr/0016).
 */
export class OtlpTracing implements Tracing {
  readonly #provider: BasicTracerProvider;
  readonly #tracer: Tracer;
  readonly #propagation: TracePropagation;

  constructor(instance: Instance, config: TelemetryConfig, logger: Logger, exporters: readonly TraceExporter[]) {
    setDiagnostics(logger);
    normalizeOtelEnvironment();
    this.#propagation = new TracePropagation(config.OTEL_PROPAGATORS);
    this.#provider = new BasicTracerProvider({
      resource: resourceOf(instance),
      sampler: new EnvironmentSampler(),
      spanProcessors: exporters.map((exporter) => spanProcessor(exporter, config, logger)),
    });
    this.#tracer = this.#provider.getTracer('product-gateway');
  }

  startServerSpan(name: string, attributes: Attributes, header: HeaderLookup): ServerSpan {
    const remote = readRemoteTrace(header, this.#propagation.extracted);
    const span = this.#tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parentOf(remote, header));
    const formats = this.#propagation.injectedFor(header);
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceId,
      spanId,
      sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
      startClientSpan: (callName, callAttributes) =>
        this.#startClientSpan(callName, callAttributes, span, remote?.debug === true, formats),
      end: (ended, error) => endSpan(span, ended, error),
    };
  }

  async shutdown(): Promise<void> {
    // The SDK rejects if the last export fails, which must not keep a service from stopping.
    const exported = this.#provider.shutdown().catch((error: unknown) => diag.warn('the last spans are lost', error));
    // The SDK retries an unreachable collector for longer than a service may take to stop.
    await Promise.race([exported, sleep(LAST_EXPORT_MS, undefined, { ref: false })]);
  }

  #startClientSpan(
    name: string,
    attributes: Attributes,
    parent: Span,
    debug: boolean,
    formats: InjectedFormats,
  ): ClientSpan {
    const context = trace.setSpan(ROOT_CONTEXT, parent);
    const span = this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, context);
    const headers = traceHeaders(span, context, parent.spanContext().spanId, debug, formats);
    return { headers, end: (ended, error) => endSpan(span, ended, error) };
  }
}

/** The context of a request's span: its parent, and in B3 what the client decided on sampling. */
function parentOf(remote: RemoteTrace | undefined, header: HeaderLookup): Context {
  if (!remote) return ROOT_CONTEXT;
  const { traceId, spanId, sampled, w3c } = remote;
  const context = w3c ? ROOT_CONTEXT : withRemoteTrace(ROOT_CONTEXT, remote);
  if (traceId === undefined || spanId === undefined) return context;
  const tracestate = w3c ? readTracestate(header) : undefined;
  return trace.setSpanContext(context, {
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  });
}

function endSpan(span: Span, attributes: Attributes, error: string | undefined): void {
  span.setAttributes(attributes);
  if (error !== undefined) span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function spanProcessor(exporter: TraceExporter, config: TelemetryConfig, logger: Logger): SpanProcessor {
  if (exporter === 'console') return new SimpleSpanProcessor(new LogSpanExporter(logger));
  return new BatchSpanProcessor(otlpExporter(config));
}

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before what we know. */
function resourceOf({ service, version, instance }: Instance): Resource {
  const detected = detectResources({ detectors: [envDetector] });
  // The SDK drops a malformed list as a whole, and logs it at debug only.
  const attributes = process.env['OTEL_RESOURCE_ATTRIBUTES']?.trim();
  if (attributes && Object.keys(detected.attributes).every((name) => name === 'service.name')) {
    const nameAlone = /^service\.name=[^=,]*$/.test(attributes);
    if (!nameAlone) diag.warn(`OTEL_RESOURCE_ATTRIBUTES is ${JSON.stringify(attributes)}, which is not key=value,…`);
  }
  return resourceFromAttributes({
    'service.namespace': 'product-gateway',
    'service.name': service,
    'service.version': version,
    'service.instance.id': instance,
  }).merge(detected);
}

/**
 * Has the SDK's diagnostics logged, from OTEL_LOG_LEVEL on. A collector that can't be reached is no error of the
 * service. Lines that OTEL_LOG_LEVEL selects are
 * logged at info or above, so that the default of LOG_LEVEL admits them.
 */
function setDiagnostics(logger: Logger): void {
  const warn = (message: string, ...details: unknown[]) => logger.warn({ details }, `OpenTelemetry: ${message}`);
  const info = (message: string, ...details: unknown[]) => logger.info({ details }, `OpenTelemetry: ${message}`);
  const diagnostics = { error: warn, warn, info, debug: info, verbose: info };
  const options = { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true };
  diag.setLogger(diagnostics, options);
  const logLevel = diagLogLevelFromString(process.env['OTEL_LOG_LEVEL']?.trim() || undefined);
  if (logLevel !== undefined) diag.setLogger(diagnostics, { ...options, logLevel });
}
