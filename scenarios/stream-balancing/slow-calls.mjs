// Calls inventory from the pod in which it runs, 20 at a time, for as many seconds as its last argument says. Each call takes five
// seconds, by a fault. Prints how many ended with each status. The pods have no gRPC command-line tool.
import { connect } from 'node:http2';

const until = Date.now() + Number(process.argv.at(-1)) * 1000;
const CALLS = 20;
const NAMES = { 0: 'OK', 13: 'INTERNAL', 14: 'UNAVAILABLE' };
/** GetInventoryRequest with product_id 9310301, field 1; before it the length-prefix of gRPC. */
const MESSAGE = Buffer.from([0, 0, 0, 0, 5, 0x08, 0xdd, 0xa0, 0xb8, 0x04]);

const counts = {};
let connection;

/** The connection, or another one after a GOAWAY frame. */
function connected() {
  if (connection && !connection.closed && !connection.destroyed) return connection;
  const opened = (connection = connect('http://inventory:6566'));
  opened.on('goaway', () => opened.close()).on('error', () => undefined);
  return opened;
}

/** Resolves with the name of the status. */
const call = () =>
  new Promise((resolve) => {
    const stream = connected().request({
      ':method': 'POST',
      ':path': '/product_gateway.inventory.v1.InventoryService/GetInventory',
      'content-type': 'application/grpc',
      te: 'trailers',
      'x-fault': 'inventory=delay:5s',
    });
    let status = 'no status';
    const read = (headers) => {
      const code = headers['grpc-status'];
      if (code !== undefined) status = NAMES[code] ?? `status ${code}`;
    };
    stream
      .on('response', read)
      .on('trailers', read)
      .on('error', () => undefined)
      .on('close', () => resolve(status));
    stream.resume();
    stream.end(MESSAGE);
  });

async function callUntilTheEnd() {
  while (Date.now() < until) {
    const status = await call();
    counts[status] = (counts[status] ?? 0) + 1;
  }
}

await Promise.all(Array.from({ length: CALLS }, callUntilTheEnd));
for (const [status, count] of Object.entries(counts).toSorted()) console.log(`${status}: ${count}`);
process.exit();
