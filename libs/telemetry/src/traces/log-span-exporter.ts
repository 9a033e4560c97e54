import { SpanKind } from '@opentelemetry/api';
import { ExportResultCode, hrTimeToMilliseconds, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

import type { Logger } from '../logs/logger.ts';

/**
 * What OTEL_TRACES_EXPORTER=console asks for: a log line for each span. The SDK's own exporter prints several lines of
 * text, which would break a log of JSON lines.
 */
export class LogSpanExporter implements SpanExporter {
  constructor(private readonly logger: Logger) {}

  export(spans: readonly ReadableSpan[], done: (result: ExportResult) => void): void {
    for (const span of spans) {
      const { traceId, spanId } = span.spanContext();
      const { name, kind, attributes, status, parentSpanContext, duration } = span;
      const fields = { name, kind: SpanKind[kind], parent_span_id: parentSpanContext?.spanId, attributes, status };
      const durationMs = hrTimeToMilliseconds(duration);
      this.logger.info({ trace_id: traceId, span_id: spanId, duration_ms: durationMs, ...fields }, 'span');
    }
    done({ code: ExportResultCode.SUCCESS });
  }

  async shutdown(): Promise<void> {
    // Nothing is held back.
  }
}
