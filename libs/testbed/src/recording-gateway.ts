import { Metadata, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { BaseProductServiceService, ProductServiceService } from '#contracts';

import { runBundle, type ReadyBundle } from './bundles.ts';
import { backendEnvironment } from './environment.ts';
import { RpcClient } from './rpc-client.ts';
import { startStubBackend, type StubBackend } from './stub-backend.ts';

/**
 * Runs a gateway in front of a base-product that keeps the metadata of each request.
 *
 * @param environment of the gateway, on top of the addresses of its backends
 */
export async function startRecordingGateway(environment: NodeJS.ProcessEnv = {}) {
  const received = new Map<string, Record<string, unknown>>();
  const keep = ({ metadata }: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
    received.set(String(metadata.get('x-request-id')[0]), metadata.getMap());
    callback(null, { baseProduct: { productId: 1, description: 'A product', imageUrl: '', options: [] } });
  };
  const stub: StubBackend = await startStubBackend(BaseProductServiceService, {
    getBaseProduct: keep,
    listBaseProducts: keep,
  });
  const gateway: ReadyBundle = await runBundle('gateway', {
    ...backendEnvironment({ 'base-product': stub.port, inventory: 1, price: 1, reviews: 1 }),
    ...environment,
  });
  const requestProduct = async (name: string, headers: Record<string, string>) => {
    const id = requestIdOf(name);
    const { status } = await fetch(`${gateway.httpUrl}/product/1`, { headers: { ...headers, 'x-request-id': id } });
    if (status !== 200) throw new Error(`The gateway responded ${status} to "${name}", but 200 is expected.`);
  };
  return {
    gateway,
    /** What base-product received for a request with these headers, over HTTP and over gRPC. */
    async receivedFor(headers: Record<string, string>): Promise<Record<string, unknown>[]> {
      await requestProduct('http', headers);
      using client = new RpcClient(gateway.grpcPort);
      const metadata = Metadata.fromHttp2Headers({ ...headers, 'x-request-id': 'grpc' });
      await client.call(ProductServiceService.getProduct, { productId: 1 }, { metadata });
      return ['http', 'grpc'].map((id) => received.get(id) ?? {});
    },
    /** Requests the product with these headers, by a name that finds the request again. */
    requestProduct,
    /** What base-product received for the request of this name. */
    receivedBy: (name: string) => received.get(requestIdOf(name)) ?? {},
    /** What the gateway logged of the request of this name. */
    logLine: (name: string) => gateway.log.find(({ request_id: id }) => id === requestIdOf(name)),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await stub[Symbol.asyncDispose]();
    },
  };
}

export type RecordingGateway = Awaited<ReturnType<typeof startRecordingGateway>>;

/** A name as an x-request-id. */
const requestIdOf = (name: string) => name.replaceAll(' ', '_');
