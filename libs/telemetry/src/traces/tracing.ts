import type { Attributes } from '@opentelemetry/api';

import type { Instance } from '../instance.ts';
import type { Logger } from '../logs/logger.ts';
import type { HeaderLookup } from '../header-lookup.ts';
import { traceExporters } from './trace-exporters.ts';
import type { TelemetryConfig } from '../telemetry.settings.ts';

/** Makes the spans of a service. It exists only if they are exported; without it, trace headers are just passed on. */
export interface Tracing {
  /** Starts the span of a request or RPC that is served, as a child of the one that its headers name. */
  startServerSpan(name: string, attributes: Attributes, header: HeaderLookup): ServerSpan;
  /** Exports the remaining spans, for a second at most. */
  shutdown(): Promise<void>;
}

export interface EndableSpan {
  /** @param error the status of a failure; absent without one */
  end(attributes: Attributes, error?: string): void;
}

export interface ServerSpan extends EndableSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether the span is exported. */
  readonly sampled: boolean;
  /** Starts the span of a call that is made to serve the request. */
  startClientSpan(name: string, attributes: Attributes): ClientSpan;
}

export interface ClientSpan extends EndableSpan {
  /** The trace headers of the call, in the formats that OTEL_PROPAGATORS names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Starts to make and export spans, if the environment asks for it (trace-exporters.ts). */
export async function startTracing(
  instance: Instance,
  config: TelemetryConfig,
  logger: Logger,
): Promise<Tracing | undefined> {
  const exporters = traceExporters(config, logger);
  if (exporters.length === 0) return undefined;
  // Loaded on demand, since it takes memory and start-up time.
  const { OtlpTracing } = await import('./otlp-tracing.ts');
  return new OtlpTracing(instance, config, logger, exporters);
}
