import { Metadata, Server, ServerCredentials, status, type handleUnaryCall, type ServerUnaryCall } from '@grpc/grpc-js';

import {
  ECHO_INITIAL,
  ECHO_TRAILING,
  MAX_CONCURRENT_STREAMS,
  RPC_BEHAVIOR,
  TEST_SERVICE,
  type Empty,
  type SimpleRequest,
  type SimpleResponse,
} from '../test-service.ts';

/**
 * Serves grpc.testing.TestService by grpc-js alone. It implements the server features EmptyCall, UnaryCall, Echo Status, Echo
 * Metadata, CompressedRequest and server_id of gRPC's interop tests. grpc-js compresses no response, so that
 * CompressedResponse is missing.
 *
 * @param address such as 127.0.0.1:0; it is the server's id
 */
export async function startGrpcJsServer(address: string): Promise<{ readonly port: number } & Disposable> {
  const emptyCall: handleUnaryCall<Empty, Empty> = (_call, respond) => respond(null, {});
  const unaryCall: handleUnaryCall<SimpleRequest, SimpleResponse> = (call, respond) => {
    const { request, metadata } = call;
    if (metadata.get(RPC_BEHAVIOR).includes('keep-open')) return;
    sendInitialMetadata(call);
    const trailers = new Metadata();
    for (const value of metadata.get(ECHO_TRAILING)) trailers.add(ECHO_TRAILING, value);
    // No client here compresses a request.
    if (request.expectCompressed?.value) {
      respond({ code: status.INVALID_ARGUMENT, details: 'The request is not compressed.', metadata: trailers });
      return;
    }
    if (request.responseStatus?.code) {
      const { code, message } = request.responseStatus;
      respond({ code, details: message, metadata: trailers });
      return;
    }
    const body = Buffer.alloc(request.responseSize ?? 0);
    respond(null, { payload: { body }, serverId: request.fillServerId ? address : '' }, trailers);
  };

  const server = new Server({ 'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS });
  server.addService(TEST_SERVICE, { EmptyCall: emptyCall, UnaryCall: unaryCall });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, [Symbol.dispose]: () => server.forceShutdown() };
}

function sendInitialMetadata(call: ServerUnaryCall<SimpleRequest, SimpleResponse>): void {
  const values = call.metadata.get(ECHO_INITIAL);
  if (values.length === 0) return;
  const headers = new Metadata();
  for (const value of values) headers.add(ECHO_INITIAL, value);
  call.sendMetadata(headers);
}
