import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { anyText, INHERITED_EXAMPLES, INHERITED_NAMES, protobufBytes, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HealthCheckResponse_ServingStatus as ServingStatus, HealthService } from '#contracts';
import { RpcClient, START_BACKEND, type RunningService } from '#testbed';

const { check, watch } = HealthService;
const KNOWN = new Set(['', 'product_gateway.price.v1.PriceService']);

const names = () =>
  fc.oneof(anyText(), textOfTokens(['product_gateway', '.', 'price', 'v1', 'PriceService', ...INHERITED_NAMES], 8));

describe('grpc.health.v1', () => {
  let price: RunningService;
  let client: RpcClient;
  let streams: Client;

  beforeAll(async () => {
    price = await START_BACKEND.price();
    client = new RpcClient(price.grpcPort);
    streams = new Client(`127.0.0.1:${price.grpcPort}`, credentials.createInsecure());
  });
  afterAll(async () => {
    client[Symbol.dispose]();
    streams.close();
    await price[Symbol.asyncDispose]();
  });

  const checkStatus = (service: string, method = check) =>
    client.call(method, { service }).then(
      () => 'OK',
      (error: ServiceError) => status[error.code],
    );

  it('responds NOT_FOUND to a check of any name but that of its service', async () => {
    await fc.assert(
      fc.asyncProperty(names(), async (name) => {
        expect(await checkStatus(name)).toBe(KNOWN.has(name) ? 'OK' : 'NOT_FOUND');
      }),
      { numRuns: 200, examples: [...INHERITED_EXAMPLES, ...[...KNOWN].map((name): [string] => [name])] },
    );
  });

  it('responds to a check of any bytes with a documented status, and serves the next one', async () => {
    await fc.assert(
      fc.asyncProperty(protobufBytes(), async (message) => {
        const code = await checkStatus('', { ...check, requestSerialize: () => message });
        expect(['OK', 'INVALID_ARGUMENT', 'NOT_FOUND']).toContain(code);
      }),
      { numRuns: 200, examples: INHERITED_NAMES.map((name): [Buffer] => [Buffer.from(name)]) },
    );
    expect(await checkStatus('')).toBe('OK');
  });

  it('responds to a watch of any name with the status of its service or SERVICE_UNKNOWN', async () => {
    const firstStatus = (service: string) =>
      new Promise<ServingStatus>((resolve, reject) => {
        const stream = streams.makeServerStreamRequest(watch.path, watch.requestSerialize, watch.responseDeserialize, {
          service,
        });
        stream.on('data', (response: { status: ServingStatus }) => {
          resolve(response.status);
          stream.cancel();
        });
        stream.on('error', reject);
      });
    await fc.assert(
      fc.asyncProperty(names(), async (name) => {
        expect(await firstStatus(name)).toBe(KNOWN.has(name) ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN);
      }),
      { numRuns: 100, examples: INHERITED_EXAMPLES },
    );
  });
});
