// RPCs whose requests never end, as the specs of limits send them, and the metrics of the service that has them.
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';

/** Opens an HTTP/2 connection to the gRPC port of a service. */
export const openSession = ({ grpcPort }: { readonly grpcPort: number }): ClientHttp2Session =>
  connect(`http://127.0.0.1:${grpcPort}`);

/** Begins an RPC of which only the headers are sent. */
export function beginRpc(session: ClientHttp2Session, path: string): ClientHttp2Stream {
  const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request(headers);
  return stream.on('error', () => undefined);
}

/** The value of a counter, or of a gauge, summed over its labels. */
export async function metric({ httpUrl }: { readonly httpUrl: string }, name: string): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  return [...text.matchAll(new RegExp(`^${name}\\S* (\\d+)$`, 'gm'))].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}
