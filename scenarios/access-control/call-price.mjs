// Calls price by gRPC from the pod in which it runs, and prints the name of the status. The pods have no gRPC command-line tool.
import { connect } from 'node:http2';

const NAMES = { 0: 'OK', 7: 'PERMISSION_DENIED' };

const connection = connect('http://price:6567');
const call = connection.request({
  ':method': 'POST',
  ':path': '/product_gateway.price.v1.PriceService/GetPrice',
  'content-type': 'application/grpc',
  te: 'trailers',
});
/** A call that is refused has its status in the first headers, which are then the last. */
const printStatus = (headers) => {
  const status = headers['grpc-status'];
  if (status !== undefined) console.log(NAMES[status] ?? `status ${status}: ${headers['grpc-message']}`);
};
call
  .on('response', printStatus)
  .on('trailers', printStatus)
  .on('close', () => connection.close());
call.resume();
// GetPriceRequest with product_id, field 1: a tag and a varint; before it the length-prefix of gRPC.
const message = Buffer.from([0x08, ...varint(9_310_301)]);
const prefix = Buffer.alloc(5);
prefix.writeUInt32BE(message.length, 1);
call.end(Buffer.concat([prefix, message]));

function varint(number) {
  return number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...varint(number >>> 7)];
}
