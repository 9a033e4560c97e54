import { join } from 'node:path';

import { credentials, loadPackageDefinition, type GrpcObject, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { describe, expect, it } from 'vitest';
import { START_BACKEND } from '#testbed';

const PROTO = join(import.meta.dirname, '../../../proto');

/** A client that shares no code with the services: it reads proto/ by itself. */
function foreignClient(file: string, service: string, port: number) {
  const definition = loadPackageDefinition(loadSync(file, { includeDirs: [PROTO], enums: String, longs: Number }));
  const constructor = service
    .split('.')
    .reduce<GrpcObject | ServiceClientConstructor>(
      (scope, name) => (scope as GrpcObject)[name] as GrpcObject,
      definition,
    );
  return new (constructor as ServiceClientConstructor)(`127.0.0.1:${port}`, credentials.createInsecure());
}

function call(client: ReturnType<typeof foreignClient>, method: string, request: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client[method]?.(request, (error: Error | null, response: unknown) => (error ? reject(error) : resolve(response)));
  });
}

describe('every service', () => {
  it('responds to probes and grpc.health.v1', async () => {
    await using price = await START_BACKEND.price();
    expect((await fetch(`${price.httpUrl}/livez`)).status).toBe(200);
    expect((await fetch(`${price.httpUrl}/readyz`)).status).toBe(200);
    const health = foreignClient('grpc/health/v1/health.proto', 'grpc.health.v1.Health', price.grpcPort);
    expect(await call(health, 'Check', { service: '' })).toEqual({ status: 'SERVING' });
    const service = 'product_gateway.price.v1.PriceService';
    expect(await call(health, 'Check', { service })).toEqual({ status: 'SERVING' });
    await expect(call(health, 'Check', { service: 'no.such.Service' })).rejects.toThrow('NOT_FOUND');
    health.close();
  });

  it('describes itself by reflection', async () => {
    await using price = await START_BACKEND.price();
    const client = foreignClient(
      'grpc/reflection/v1/reflection.proto',
      'grpc.reflection.v1.ServerReflection',
      price.grpcPort,
    );
    const stream = client['ServerReflectionInfo']?.();
    const ask = (request: object) =>
      new Promise<Record<string, never>>((resolve) => {
        stream.once('data', resolve);
        stream.write(request);
      });
    expect(await ask({ listServices: '' })).toMatchObject({
      listServicesResponse: {
        service: expect.arrayContaining([expect.objectContaining({ name: 'product_gateway.price.v1.PriceService' })]),
      },
    });
    const response = await ask({ fileContainingSymbol: 'product_gateway.price.v1.PriceService.GetPrice' });
    // The file itself, and the one that it imports.
    expect(response).toHaveProperty('fileDescriptorResponse.fileDescriptorProto.length', 2);
    expect(await ask({ fileByFilename: 'no/such.proto' })).toHaveProperty('errorResponse.errorCode', 5);
    stream.end();
    client.close();
  });

  it('serves its RPCs to a client that shares no code with it', async () => {
    await using price = await START_BACKEND.price();
    const client = foreignClient(
      'product_gateway/price/v1/price.proto',
      'product_gateway.price.v1.PriceService',
      price.grpcPort,
    );
    expect(await call(client, 'GetPrice', { productId: 9310301 })).toMatchObject({
      price: { productId: 9310301, price: { currencyCode: 'USD', units: 38, nanos: 990_000_000 } },
    });
    client.close();
  });
});
