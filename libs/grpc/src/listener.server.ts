// A server behind a GrpcListener, for the specs of how its connections end.
import { Server } from '@grpc/grpc-js';
import { ReviewsServiceService, type ListReviewsRequest, type ListReviewsResponse } from '#contracts';

import { GrpcListener, type GrpcListenerOptions } from './listener.ts';

/** The method that the server serves. */
export const { listReviews } = ReviewsServiceService;
export const MAX_STREAM_ID = 2 ** 31 - 1;

/** A response of this many bytes and a few. */
export const ofSize = (bytes: number): ListReviewsResponse => ({
  reviews: [{ text: 'x'.repeat(bytes), stars: 1 }],
  nextPageToken: '',
});

/** A request for a response of this many bytes and a few. */
export const request = (bytes: number): ListReviewsRequest => ({ productId: bytes, pageSize: 0, pageToken: '' });

/** A gRPC server whose responses have the number of bytes in the product id, and wait until they are released. */
export async function startServer(options: Partial<GrpcListenerOptions> = {}) {
  const server = new Server();
  const held: (() => void)[] = [];
  let isHolding = false;
  let served = 0;
  server.addService(ReviewsServiceService, {
    listReviews: (
      call: { request: ListReviewsRequest },
      callback: (error: null, response: ListReviewsResponse) => void,
    ) => {
      const respond = () => callback(null, ofSize(call.request.productId));
      served += 1;
      if (isHolding) held.push(respond);
      else respond();
    },
  });
  const listener = new GrpcListener(server, {
    address: '127.0.0.1',
    port: 0,
    maxConnectionAgeMs: 600_000,
    maxConnectionAgeGraceMs: 10_000,
    ...options,
  });
  await new Promise<void>((resolve, reject) => listener.listen((error) => (error ? reject(error) : resolve())));
  return {
    listener,
    port: listener.port,
    held,
    served: () => served,
    holdResponses: () => void (isHolding = true),
    release: () => {
      isHolding = false;
      for (const respond of held.splice(0)) respond();
    },
    /** How many node:http2 servers grpc-js keeps, which is one for each connection. */
    http2Servers: () => (server as unknown as { http2Servers: Map<unknown, unknown> }).http2Servers.size,
    [Symbol.dispose]: () => {
      listener.close();
      server.forceShutdown();
    },
  };
}
