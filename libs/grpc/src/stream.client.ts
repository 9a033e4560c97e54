// A client of one server stream, for specs.
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { WatchInventoryResponse } from '#contracts';
import { readHop } from '#telemetry';

import { watchInventory } from './server-stream.server.ts';

/** Opens a stream, and records what comes. */
export function openStream(port: number, headers: Record<string, string> = {}, options: { deadline?: number } = {}) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = watchInventory;
  const request = { productId: 1, resumeToken: '' };
  const metadata = Metadata.fromHttp2Headers(headers);
  const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, metadata, options);
  const received: string[] = [];
  const stream = {
    call,
    /** The tokens of the messages. */
    received,
    initial: undefined as Metadata | undefined,
    ended: new Promise<{ code: string; details: string; trailers: Metadata }>((resolve) => {
      call.on('error', () => undefined);
      call.on('status', ({ code, details, metadata: trailers }: ServiceError) =>
        resolve({ code: status[code] ?? '', details, trailers }),
      );
    }),
    /** The hop of the initial metadata. */
    hop: () => stream.initial && readHop(stream.initial.getMap()),
    [Symbol.dispose]: () => {
      call.cancel();
      client.close();
    },
  };
  call.on('metadata', (initial: Metadata) => (stream.initial = initial));
  call.on('data', ({ resumeToken }: WatchInventoryResponse) => received.push(resumeToken.trim()));
  return stream;
}
