import { once } from 'node:events';

import { Client, credentials, status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { HealthCheckResponse_ServingStatus as ServingStatus, HealthService } from '#contracts';
import { RpcClient, START_BACKEND } from '#testbed';

const { check, watch } = HealthService;
const PRICE = 'product_gateway.price.v1.PriceService';
const MALFORMED = Buffer.from([0x0a, 0x7f, 0x61]);

async function startHealth() {
  const price = await START_BACKEND.price({ DRAIN_TIMEOUT: '60s' });
  const client = new Client(`127.0.0.1:${price.grpcPort}`, credentials.createInsecure());
  return {
    ...price,
    watch(service: string, requestSerialize = watch.requestSerialize) {
      const stream = client.makeServerStreamRequest(watch.path, requestSerialize, watch.responseDeserialize, {
        service,
      });
      const statuses: ServingStatus[] = [];
      stream.on('data', (response: { status: ServingStatus }) => statuses.push(response.status));
      stream.on('error', () => undefined);
      const ended = new Promise<{ code: status }>((resolve) => stream.once('status', resolve));
      return { statuses, stream, ended };
    },
    [Symbol.asyncDispose]: async () => {
      await price[Symbol.asyncDispose]();
      client.close();
    },
  };
}

describe('grpc.health.v1', () => {
  it.each(['constructor', '__proto__', 'toString', 'no.such.Service', '𝄞'.repeat(10_000)])(
    'responds NOT_FOUND to a check of %.20s',
    async (service) => {
      await using price = await START_BACKEND.price();
      using client = new RpcClient(price.grpcPort);
      await expect(client.call(check, { service })).rejects.toMatchObject({ code: status.NOT_FOUND });
    },
  );

  it('responds INVALID_ARGUMENT to malformed requests', async () => {
    await using health = await startHealth();
    using client = new RpcClient(health.grpcPort);
    const malformed = { ...check, requestSerialize: () => MALFORMED };
    await expect(client.call(malformed, { service: '' })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(await health.watch('', () => MALFORMED).ended).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('keeps a watch of an unknown service open with SERVICE_UNKNOWN, and ends it when the service drains', async () => {
    const health = await startHealth();
    const { statuses, stream, ended } = health.watch('constructor');
    await once(stream, 'data');
    // The stream would have ended before the next one had a response.
    const later = health.watch('no.such.Service');
    await once(later.stream, 'data');
    expect(statuses).toEqual([ServingStatus.SERVICE_UNKNOWN]);
    await health[Symbol.asyncDispose]();
    expect(await ended).toMatchObject({ code: status.OK });
    expect(await later.ended).toMatchObject({ code: status.OK });
    expect(statuses).toEqual([ServingStatus.SERVICE_UNKNOWN]);
  });

  it('reports NOT_SERVING to every watch when the service drains, and prints no warning however many there are', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const health = await startHealth();
    const watches = Array.from({ length: 30 }, (_, index) => health.watch(index % 2 ? PRICE : ''));
    await Promise.all(watches.map(({ stream }) => once(stream, 'data')));
    await health[Symbol.asyncDispose]();
    for (const { statuses, ended } of watches) {
      await ended;
      expect(statuses).toEqual([ServingStatus.SERVING, ServingStatus.NOT_SERVING]);
    }
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});
