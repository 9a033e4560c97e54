import {
  Client,
  credentials,
  Metadata,
  type CallOptions,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';

/** A bare gRPC client of the contract, which shares no settings with the gateway's. */
export class RpcClient implements Disposable {
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  /** Calls a unary method; rejects with grpc-js's ServiceError. */
  call<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    options: CallOptions = {},
  ): Promise<Response> {
    const { path, requestSerialize, responseDeserialize } = method;
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        new Metadata(),
        options,
        (error, response) => (response === undefined ? reject(error as ServiceError) : resolve(response)),
      );
    });
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
