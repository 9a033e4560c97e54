import { SERVICES, type ServiceName } from './services.ts';
import { choiceSetting, durationSetting, hostSetting, numberSetting, portSetting, type Config } from './setting.ts';

/** What every service can be told by its environment. */
export const serviceSettings = (name: ServiceName) => ({
  HTTP_PORT: portSetting(SERVICES[name].httpPort, 'Port of the HTTP server; 0 takes a free one.'),
  GRPC_PORT: portSetting(SERVICES[name].grpcPort, 'Port of the gRPC server; 0 takes a free one.'),
  LISTEN_ADDRESS: hostSetting('0.0.0.0', 'Address on which both servers listen; `::` for IPv6.'),
  LOG_LEVEL: choiceSetting(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'info',
    'The least severe log lines to write.',
  ),
  DRAIN_DELAY: durationSetting(
    '0s',
    'After SIGTERM: how long to go on accepting, not ready, until endpoints are withdrawn.',
  ),
  DRAIN_TIMEOUT: durationSetting('10s', 'After DRAIN_DELAY: how long requests in flight may take before they are cut.'),
  MAX_CONNECTION_AGE: durationSetting(
    '1m',
    'A gRPC connection is replaced at about this age, so that new replicas get traffic.',
    { min: '30s' },
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

export type ServiceConfig = Config<ReturnType<typeof serviceSettings>>;
