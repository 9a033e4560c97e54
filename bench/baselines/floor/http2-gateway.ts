// The least that can be a gateway with node:http2: unary calls without deadlines, limits or a second connection.
import { connect } from 'node:http2';

import { encodeMessage } from '../../../libs/testbed/src/http2-frames.ts';
import { serveProducts } from './product-server.ts';

const open = (address: string) => connect(`http://${address}`).on('error', () => undefined);

serveProducts((address, { path, requestSerialize, responseDeserialize }) => {
  let session = open(address);
  const headers = { ':method': 'POST', ':path': path, te: 'trailers', 'content-type': 'application/grpc' };
  return (message) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      if (session.closed || session.destroyed) session = open(address);
      session
        .request(headers)
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('trailers', (trailers) =>
          trailers['grpc-status'] === '0'
            ? resolve(responseDeserialize(Buffer.concat(chunks).subarray(5)))
            : reject(new Error(`status ${String(trailers['grpc-status'])}`)),
        )
        .on('error', reject)
        .end(encodeMessage(requestSerialize(message)));
    });
});
