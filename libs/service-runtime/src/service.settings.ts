import {
  durationSetting,
  hostSetting,
  numberSetting,
  portSetting,
  SERVICES,
  type Config,
  type ServiceName,
} from '#configuration';
import { faultsSettings } from '#faults';
import { limitsSettings } from '#limits';
import { telemetrySettings } from '#telemetry';

/** The settings of every service. */
export const serviceSettings = (name: ServiceName) => ({
  HTTP_PORT: portSetting(SERVICES[name].httpPort, 'Port of the HTTP server; 0 takes a free one.'),
  GRPC_PORT: portSetting(SERVICES[name].grpcPort, 'Port of the gRPC server; 0 takes a free one.'),
  LISTEN_ADDRESS: hostSetting(
    '::',
    'Address on which both servers listen; `::` is IPv6 and IPv4, and only IPv4 where the host has no IPv6.',
  ),
  ...telemetrySettings,
  ...faultsSettings,
  ...limitsSettings,
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

/** The settings of every backend. */
export const backendSettings = (name: ServiceName) => ({
  ...serviceSettings(name),
  CATALOG_PRODUCTS: numberSetting(
    0,
    0,
    1_000_000_000,
    'How many computed products to add to the stored ones, for load tests; the same on all backends.',
  ),
});

/** The settings of the backends that have a product's options. */
export const computedOptionsSettings = {
  CATALOG_OPTIONS: numberSetting(
    0,
    0,
    1000,
    'How many options each computed product has, for load tests; 0 gives them 1 to 5. The same on all backends.',
  ),
};

export type ServiceConfig = Config<ReturnType<typeof serviceSettings>>;
