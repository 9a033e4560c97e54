import { faultRulesSetting } from './faults/fault-rules.setting.ts';
import { SERVICES, type ServiceName } from './services.ts';
import {
  choiceSetting,
  durationSetting,
  endpointSetting,
  hostSetting,
  instanceSetting,
  numberSetting,
  portSetting,
  switchSetting,
  textSetting,
  wordsSetting,
  type Config,
} from './setting.ts';

/** What every service can be told by its environment. */
export const serviceSettings = (name: ServiceName) => ({
  HTTP_PORT: portSetting(SERVICES[name].httpPort, 'Port of the HTTP server; 0 takes a free one.'),
  GRPC_PORT: portSetting(SERVICES[name].grpcPort, 'Port of the gRPC server; 0 takes a free one.'),
  LISTEN_ADDRESS: hostSetting(
    '::',
    'Address on which both servers listen; `::` is IPv6 and IPv4, and only IPv4 where the host has no IPv6.',
  ),
  SERVICE_VERSION: choiceSetting(
    ['v1', 'v2'],
    'v1',
    'What this instance is: price v2 sells at a discount, reviews v2 adds stars; elsewhere only a label.',
  ),
  SERVICE_INSTANCE: instanceSetting('Name of this instance; empty takes the host name, in Kubernetes that of the pod.'),
  HOPS: switchSetting('on', 'Whether answers to RPCs say who gave them.'),
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
  FAULTS: switchSetting('off', 'Whether faults can be asked for, by `x-fault` and by FAULT_RULES.'),
  FAULT_RULES: faultRulesSetting('Faults of this instance, whatever a request asks for, as in docs/faults.md.'),
  FAULT_SEED: numberSetting(1, 0, 2 ** 31 - 1, 'Where the dice of `percent` start.'),
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
  MAX_CONNECTIONS: numberSetting(
    1000,
    1,
    65_535,
    'How many connections each port keeps; the least recently used idle one makes room for a new one.',
  ),
  MAX_CONCURRENT_STREAMS: numberSetting(
    256,
    1,
    65_535,
    'How many RPCs can be in flight on one gRPC connection; its client queues the rest.',
  ),
  MAX_REQUESTS_IN_FLIGHT: numberSetting(
    384,
    1,
    65_535,
    'How many HTTP requests and RPCs together can be in flight; those beyond are refused.',
  ),
  DRAIN_DELAY: durationSetting(
    '0s',
    'After SIGTERM: how long to go on accepting, not ready, until endpoints are withdrawn.',
  ),
  DRAIN_TIMEOUT: durationSetting('10s', 'After DRAIN_DELAY: how long requests in flight may take before they are cut.'),
  KEEP_ALIVE_TIMEOUT: durationSetting(
    '65m',
    'How long an idle HTTP connection is kept; longer than proxies in front keep theirs, of which Envoy has 1h.',
    { min: '1s', max: '24h' },
  ),
  MAX_CONNECTION_AGE: durationSetting(
    '1m',
    'A gRPC connection is replaced at about this age, so that new replicas get traffic; at least `1s`.',
    { min: '1s' },
  ),
});

/** What every backend can be told by its environment. */
export const backendSettings = (name: ServiceName) => ({
  ...serviceSettings(name),
  CATALOG_PRODUCTS: numberSetting(
    0,
    0,
    1_000_000_000,
    'How many computed products to add to the stored ones, for load tests; the same on all backends.',
  ),
});

/** What the backends that know a product's options can be told as well. */
export const computedOptionsSettings = {
  CATALOG_OPTIONS: numberSetting(
    0,
    0,
    1000,
    'How many options each computed product has, for load tests; 0 gives them 1 to 5. The same on all backends.',
  ),
};

export type ServiceConfig = Config<ReturnType<typeof serviceSettings>>;
