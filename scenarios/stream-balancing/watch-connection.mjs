// Opens a stream of inventory from the pod in which it runs, and another one whenever it ends, for as many seconds as its last argument
// says. Prints how many streams and connections that took, how the streams ended, and how many GOAWAY frames came. The pods have no
// gRPC command-line tool.
import { connect } from 'node:http2';

const until = Date.now() + Number(process.argv.at(-1)) * 1000;
const NAMES = { 0: 'OK', 13: 'INTERNAL', 14: 'UNAVAILABLE' };
/** WatchInventoryRequest with product_id 9310301, field 1; before it the length-prefix of gRPC. */
const MESSAGE = Buffer.from([0, 0, 0, 0, 5, 0x08, 0xdd, 0xa0, 0xb8, 0x04]);

const counts = { streams: 0, connections: 0, 'GOAWAY frames': 0 };
let connection;

/** The connection, or another one if it has been closed or is about to be. */
function connected() {
  if (connection && !connection.closed && !connection.destroyed) return connection;
  counts.connections += 1;
  connection = connect('http://inventory:6566');
  connection.on('goaway', () => (counts['GOAWAY frames'] += 1)).on('error', () => undefined);
  return connection;
}

function open() {
  counts.streams += 1;
  const call = connected().request({
    ':method': 'POST',
    ':path': '/product_gateway.inventory.v1.InventoryService/WatchInventory',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  let status = 'no status';
  const read = (headers) => {
    const code = headers['grpc-status'];
    if (code !== undefined) status = NAMES[code] ?? `status ${code}`;
  };
  call
    .on('response', read)
    .on('trailers', read)
    .on('error', () => undefined)
    .on('close', () => {
      counts[`ended with ${status}`] = (counts[`ended with ${status}`] ?? 0) + 1;
      setTimeout(open, 100);
    });
  call.resume();
  call.end(MESSAGE);
}

setTimeout(() => {
  for (const [name, count] of Object.entries(counts)) console.log(`${name}: ${count}`);
  process.exit();
}, until - Date.now());
open();
