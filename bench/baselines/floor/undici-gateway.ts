// The least that can be a gateway with undici's HTTP/2 client: unary calls without deadlines or limits.
import { H2CClient } from 'undici';

import { encodeMessage } from '../../../libs/testbed/src/http2-frames.ts';
import { serveProducts } from './product-server.ts';

serveProducts((address, { path, requestSerialize, responseDeserialize }) => {
  const client = new H2CClient(`http://${address}`, { maxConcurrentStreams: 100, pipelining: 100 });
  const headers = { te: 'trailers', 'content-type': 'application/grpc' };
  return (message) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      client.dispatch(
        { method: 'POST', path, headers, body: encodeMessage(requestSerialize(message)) },
        {
          onRequestStart: () => undefined,
          onResponseStart: () => undefined,
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd: (_controller, trailers) =>
            trailers['grpc-status'] === '0'
              ? resolve(responseDeserialize(Buffer.concat(chunks).subarray(5)))
              : reject(new Error(`status ${String(trailers['grpc-status'])}`)),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
});
