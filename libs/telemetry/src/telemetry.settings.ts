import {
  choiceSetting,
  endpointSetting,
  instanceSetting,
  switchSetting,
  textSetting,
  wordsSetting,
  type Config,
} from '#configuration';

/** The settings of every service for logs, metrics, spans and hops. */
export const telemetrySettings = {
  SERVICE_VERSION: choiceSetting(
    ['v1', 'v2'],
    'v1',
    'What this instance is: price v2 sells at a discount, reviews v2 adds stars; elsewhere only a label.',
  ),
  SERVICE_INSTANCE: instanceSetting('Name of this instance; empty takes the host name, in Kubernetes that of the pod.'),
  HOPS: switchSetting('on', 'Whether responses to RPCs state the instance, version and attempt.'),
  METRICS: switchSetting('on', 'Whether requests are counted and timed for /metrics.'),
  LOG_LEVEL: choiceSetting(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'info',
    'The least severe log lines to write.',
  ),
  LOG_FORMAT: choiceSetting(
    ['auto', 'json', 'pretty'],
    'auto',
    'How log lines are written; `auto` is pretty on a terminal and JSON elsewhere.',
  ),
  OTEL_SDK_DISABLED: textSetting('false', 'Whether no spans are made, whatever else is set.'),
  OTEL_TRACES_EXPORTER: wordsSetting(
    'Where spans go: `otlp`, `console` (a log line for each) or `none`; empty is `otlp` where an endpoint is set, else none.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpointSetting('Where spans are sent, below `/v1/traces` if by HTTP.'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpointSetting('The same as a whole URL, which goes first.'),
  OTEL_EXPORTER_OTLP_PROTOCOL: textSetting(
    'http/protobuf',
    'In which protocol spans are sent: `http/protobuf`, `http/json` or `grpc`.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: textSetting('', 'The same, which goes first.'),
  OTEL_PROPAGATORS: wordsSetting(
    'In which formats spans take up and pass on their trace: `tracecontext`, `baggage`, `b3`, `b3multi`, `none`; empty takes up both, and passes on W3C and the forms of B3 that came.',
  ),
};

export type TelemetryConfig = Config<typeof telemetrySettings>;
