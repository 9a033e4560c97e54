import { Metadata, status, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';
import { INHERITED_NAMES, metadataValue, protobufBytes } from '#arbitraries';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ProductServiceService,
  ReviewsServiceService,
} from '#contracts';
import { RpcClient, startBackends, startService } from '#testbed';

import type { ServiceName } from '#configuration';
import { TRACE_HEADERS } from '#telemetry';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

type Method = Pick<MethodDefinition<never, unknown>, 'path' | 'responseDeserialize'>;

interface Row {
  readonly service: ServiceName;
  readonly method: Method;
}

const METHODS: readonly Row[] = [
  { service: 'gateway', method: ProductServiceService.getProduct },
  { service: 'base-product', method: BaseProductServiceService.getBaseProduct },
  { service: 'base-product', method: BaseProductServiceService.listBaseProducts },
  { service: 'inventory', method: InventoryServiceService.getInventory },
  { service: 'price', method: PriceServiceService.getPrice },
  { service: 'reviews', method: ReviewsServiceService.listReviews },
];
const DOCUMENTED = ['OK', 'INVALID_ARGUMENT', 'NOT_FOUND'];
/** The field product_id with 9310301; a method that lists products takes it for a page size. */
const WELL_FORMED = Buffer.from([0x08, 0xdd, 0xa0, 0xb8, 0x04]);

const METADATA = [
  ...TRACE_HEADERS.map(([name]) => name),
  'tracestate',
  'x-request-id',
  'x-call-id',
  'x-hop',
  'x-fault',
  'x-tester',
  'x-forwarded-client-cert',
  'l5d-client-id',
  'x-envoy-attempt-count',
  'constructor',
];

describe('the gRPC methods', () => {
  const started = new AsyncDisposableStack();
  const clients = new Map<ServiceName, RpcClient>();

  beforeAll(async () => {
    const { services, environment } = started.use(await startBackends());
    const gateway = started.use(await startService(gatewaySettings, createGatewayApp, environment));
    for (const [name, { grpcPort }] of Object.entries({ ...services, gateway })) {
      clients.set(name as ServiceName, started.use(new RpcClient(grpcPort)));
    }
  });
  afterAll(() => started.disposeAsync());

  async function statusOf({ service, method }: Row, message: Buffer, metadata = new Metadata()): Promise<string> {
    const raw = { ...method, requestSerialize: () => message };
    const code = await clients
      .get(service)
      ?.call(raw, undefined, { metadata })
      .then(
        () => status.OK,
        (error: ServiceError) => error.code,
      );
    return code === undefined ? `there is no ${service}` : status[code];
  }

  it.each(METHODS)(
    'respond to any bytes with a documented status, and serve the next call: $method.path',
    async (row) => {
      const messages = fc.oneof(protobufBytes(), fc.constant(WELL_FORMED));
      await fc.assert(
        fc.asyncProperty(messages, async (message) => {
          expect(DOCUMENTED).toContain(await statusOf(row, message));
        }),
        { numRuns: 100, examples: INHERITED_NAMES.map((name): [Buffer] => [Buffer.from(name)]) },
      );
      expect(await statusOf(row, WELL_FORMED)).toBe('OK');
    },
  );

  it.each(METHODS)('respond OK, whatever values the metadata has: $method.path', async (row) => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...METADATA), metadataValue(), { maxKeys: 6 }), async (values) => {
        expect(await statusOf(row, WELL_FORMED, Metadata.fromHttp2Headers(values))).toBe('OK');
      }),
      {
        numRuns: 50,
        examples: INHERITED_NAMES.map((value): [Record<string, string>] => [
          Object.fromEntries(METADATA.map((name) => [name, value])),
        ]),
      },
    );
  });
});
