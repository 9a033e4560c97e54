import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';

/** A gRPC server that a test scripts, in place of a backend. */
export interface StubBackend extends AsyncDisposable {
  readonly port: number;
}

/** Serves a service of the contract by the given handlers; port 0 takes a free one. */
export async function startStubBackend(
  definition: ServiceDefinition,
  handlers: UntypedServiceImplementation,
  { host = '127.0.0.1', port = 0 } = {},
): Promise<StubBackend> {
  const server = new Server();
  server.addService(definition, handlers);
  const boundPort = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port: boundPort,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}
