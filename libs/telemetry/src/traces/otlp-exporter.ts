import { diag } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TelemetryConfig } from '../telemetry.settings.ts';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
type Protocol = (typeof PROTOCOLS)[number];
const DEFAULT_PROTOCOL = 'http/protobuf';

/**
 * The exporter for a service's endpoint and protocol. The SDK reads headers, timeout, compression and certificates
 * itself (OTEL_EXPORTER_OTLP_*), and has an endpoint of its own where none is configured.
 */
export function otlpExporter(config: TelemetryConfig): SpanExporter {
  const protocol = protocolOf(config);
  if (protocol === 'grpc') return new GrpcExporter(optionalUrl(grpcUrl(config)));
  const Exporter = protocol === 'http/json' ? JsonExporter : ProtobufExporter;
  // The SDK also parses these variables and warns of one without a scheme, although the URL option has precedence.
  for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const) {
    if (process.env[name]) process.env[name] = withScheme(config[name]);
  }
  return new Exporter(optionalUrl(httpUrl(config)));
}

function protocolOf({ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, OTEL_EXPORTER_OTLP_PROTOCOL }: TelemetryConfig): Protocol {
  const text = OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || OTEL_EXPORTER_OTLP_PROTOCOL;
  const protocol = PROTOCOLS.find((name) => name === text.toLowerCase());
  if (protocol) return protocol;
  diag.warn(`The OTLP protocol ${JSON.stringify(text)} is not supported; ${DEFAULT_PROTOCOL} is used.`);
  return DEFAULT_PROTOCOL;
}

/** Without a scheme the SDK decides by OTEL_EXPORTER_OTLP_INSECURE whether to encrypt. */
const grpcUrl = (config: TelemetryConfig): string =>
  config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || config.OTEL_EXPORTER_OTLP_ENDPOINT;

/** The endpoint for traces is taken as it is; to the one for all signals the path of traces is added. */
function httpUrl(config: TelemetryConfig): string {
  const specific = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (specific) return withScheme(specific);
  const base = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  return base && `${withScheme(base).replace(/\/$/, '')}/v1/traces`;
}

const withScheme = (endpoint: string): string =>
  endpoint === '' || endpoint.includes('://') ? endpoint : `http://${endpoint}`;

const optionalUrl = (url: string): { url?: string } => (url ? { url } : {});
