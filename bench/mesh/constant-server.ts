// A program for the client pod: an HTTP server that responds to each request with the same JSON, until SIGTERM. Prints its process id
// and its URL, each as one line of JSON.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const { body } = JSON.parse(process.argv.at(-1) ?? '') as { readonly body: string };

const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json').end(body);
});
console.log(JSON.stringify({ pid: process.pid }));
await once(server.listen(0, '127.0.0.1'), 'listening');
console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
await once(process, 'SIGTERM');
server.closeAllConnections();
server.close();
