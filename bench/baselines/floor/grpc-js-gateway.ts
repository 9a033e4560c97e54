// The least that can be a gateway with grpc-js.
import { Client, credentials } from '@grpc/grpc-js';

import { GRPC_OPTIONS } from './grpc-options.ts';
import { serveProducts } from './product-server.ts';

serveProducts((address, { path, requestSerialize, responseDeserialize }) => {
  const client = new Client(address, credentials.createInsecure(), GRPC_OPTIONS);
  return (message) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, (error, response) =>
        response === undefined ? reject(error) : resolve(response),
      );
    });
});
