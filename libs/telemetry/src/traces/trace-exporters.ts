import type { Logger } from '../logs/logger.ts';
import type { TelemetryConfig } from '../telemetry.settings.ts';

const EXPORTERS = ['otlp', 'console'] as const;
export type TraceExporter = (typeof EXPORTERS)[number];

/**
 * The exporters of a service's spans: those of OTEL_TRACES_EXPORTER, and if it is unset OTLP if an endpoint is configured.
 * Empty if no spans are made. A value outside the specification is ignored with a warning, as specified
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
 */
export function traceExporters(config: TelemetryConfig, logger: Logger): readonly TraceExporter[] {
  if (isDisabled(config, logger)) return [];
  const names = config.OTEL_TRACES_EXPORTER.map((name) => name.toLowerCase());
  for (const name of names) {
    if (name !== 'none' && !isExporter(name)) {
      logger.warn(`OpenTelemetry: OTEL_TRACES_EXPORTER has ${JSON.stringify(name)}, which is not supported; ignored`);
    }
  }
  const supported = EXPORTERS.filter((name) => names.includes(name));
  if (supported.length > 0 || names.includes('none')) return supported;
  return config.OTEL_EXPORTER_OTLP_ENDPOINT || config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ? ['otlp'] : [];
}

const isExporter = (name: string): boolean => EXPORTERS.some((exporter) => exporter === name);

function isDisabled({ OTEL_SDK_DISABLED: text }: TelemetryConfig, logger: Logger): boolean {
  const value = text.toLowerCase();
  if (value !== 'true' && value !== 'false') {
    logger.warn(`OpenTelemetry: OTEL_SDK_DISABLED is ${JSON.stringify(text)}, which is not true or false; ignored`);
  }
  return value === 'true';
}
