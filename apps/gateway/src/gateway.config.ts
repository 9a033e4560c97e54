import {
  choiceSetting,
  durationSetting,
  headerNamesSetting,
  hostSetting,
  numberSetting,
  portSetting,
  SERVICES,
  type BackendName,
  type Config,
} from '#configuration';
import { GRPC_TRANSPORTS } from '#grpc';
import { serviceSettings } from '#service-runtime';

import { BACKENDS } from './backends/backends.ts';

const host = (name: BackendName) => hostSetting('localhost', `Where ${name} is found.`);
const port = (name: BackendName) => portSetting(SERVICES[name].grpcPort, `The gRPC port of ${name}.`);
const timeout = (name: BackendName) =>
  durationSetting(BACKENDS[name].defaultTimeout, `How long one RPC to ${name} may take.`, { min: '1ms' });

export const gatewaySettings = {
  ...serviceSettings('gateway'),
  REQUEST_TIMEOUT: durationSetting('3s', 'How long one request may take in all; a gRPC deadline can shorten it.', {
    min: '1ms',
  }),
  FORWARD_HEADERS: headerNamesSetting(
    'x-tester',
    'Headers that are passed on to backends besides those of tracing, separated by commas.',
  ),
  MAX_LIVE_VIEWERS: numberSetting(
    32,
    0,
    200,
    'How many live views can be updated at a time; those beyond are refused, and still show the last minute once.',
  ),
  MAX_INVENTORY_VIEWERS: numberSetting(
    800,
    0,
    100_000,
    'How many viewers can watch the stock of products at a time, each with a connection and a stream of inventory; those beyond are refused.',
  ),
  INVENTORY_IDLE_TIMEOUT: durationSetting(
    '45s',
    'How long a stream of inventory may send nothing, heartbeats included, before the gateway opens it again.',
    { min: '100ms' },
  ),
  GRPC_TRANSPORT: choiceSetting(
    GRPC_TRANSPORTS,
    'http2',
    'What carries RPCs with one response to backends: node:http2 directly, or grpc-js.',
  ),
  BASEPRODUCT_SERVICE_HOST: host('base-product'),
  BASEPRODUCT_SERVICE_PORT: port('base-product'),
  BASEPRODUCT_TIMEOUT: timeout('base-product'),
  INVENTORY_SERVICE_HOST: host('inventory'),
  INVENTORY_SERVICE_PORT: port('inventory'),
  INVENTORY_TIMEOUT: timeout('inventory'),
  PRICE_SERVICE_HOST: host('price'),
  PRICE_SERVICE_PORT: port('price'),
  PRICE_TIMEOUT: timeout('price'),
  REVIEWS_SERVICE_HOST: host('reviews'),
  REVIEWS_SERVICE_PORT: port('reviews'),
  REVIEWS_TIMEOUT: timeout('reviews'),
};

export type GatewayConfig = Config<typeof gatewaySettings>;

/** Injects the gateway's configuration. */
export const GATEWAY_CONFIG = Symbol('gateway config');
