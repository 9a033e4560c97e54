// A gRPC server with one server-streaming method, for specs of how streams are served.
import type { Metadata, ServerWritableStream } from '@grpc/grpc-js';
import type { Observable } from 'rxjs';

import { loadConfig, numberSetting } from '#configuration';
import { InventoryServiceService, type WatchInventoryRequest, type WatchInventoryResponse } from '#contracts';
import { FaultPlan } from '#faults';
import { limitsSettings, RequestLimits } from '#limits';
import { AttemptCounter, HopWriter, Telemetry, telemetrySettings } from '#telemetry';

import { GrpcTransport } from './transport.ts';

export const { watchInventory } = InventoryServiceService;
export const METHOD = watchInventory.path.slice(1);

/** The signature of the method's handler. */
export type Watch = (
  request: WatchInventoryRequest,
  metadata: Metadata,
  call: ServerWritableStream<WatchInventoryRequest, WatchInventoryResponse>,
) => Observable<WatchInventoryResponse> | Promise<Observable<WatchInventoryResponse>>;

const settings = {
  ...telemetrySettings,
  ...limitsSettings,
  DRAIN_TIMEOUT: numberSetting(10_000, 0, 60_000, 'Milliseconds.'),
};

/** A message of a stream, whose token is its number and, if it has to be of some size, more. */
export const message = (number: number, bytes = 0): WatchInventoryResponse => ({
  event: { $case: 'heartbeat', value: {} },
  resumeToken: `${number}${' '.repeat(bytes)}`,
});

/** Starts a server whose method is served by a handler of its own. Faults of x-fault are on. */
export async function startStreamServer(
  watch: Watch,
  environment: NodeJS.ProcessEnv = {},
  maxConnectionAgeMs = 600_000,
) {
  const config = loadConfig(settings, { LOG_LEVEL: 'silent', ...environment });
  const instance = { service: 'inventory', version: 'v1', instance: 'inventory-a' } as const;
  const telemetry = await Telemetry.start(instance, config);
  const limits = new RequestLimits(config, telemetry, false);
  const transport = new GrpcTransport({
    address: '127.0.0.1',
    port: 0,
    limits,
    maxConnections: config.MAX_CONNECTIONS,
    maxConcurrentStreams: config.MAX_CONCURRENT_STREAMS,
    maxConnectionAgeMs,
    maxConnectionAgeGraceMs: 10_000,
    services: [InventoryServiceService],
    parts: {
      telemetry,
      attempts: new AttemptCounter(),
      hops: new HopWriter(instance),
      faults: new FaultPlan(instance, 1, []),
    },
  });
  const unused = async () => ({});
  for (const rpc of ['getInventory', 'reserveStock', 'getReservation'])
    transport.addHandler({ service: 'InventoryService', rpc }, unused as never);
  transport.addHandler({ service: 'InventoryService', rpc: 'watchInventory' }, watch as never);
  await new Promise<void>((resolve, reject) => transport.listen((error) => (error ? reject(error) : resolve())));
  return {
    transport,
    limits,
    port: transport.port,
    metrics: () => telemetry.metrics?.render('text/plain; version=0.0.4; charset=utf-8') ?? '',
    [Symbol.dispose]: () => transport.close(),
  };
}
