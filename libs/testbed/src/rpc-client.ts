import {
  Client,
  credentials,
  Metadata,
  type CallOptions,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';

/** What a client needs of a method. */
type CalledMethod<Request, Response> = Pick<
  MethodDefinition<Request, Response>,
  'path' | 'requestSerialize' | 'responseDeserialize'
>;

export interface RpcOptions extends CallOptions {
  readonly metadata?: Metadata;
}

/** A bare gRPC client of the contract, which shares no settings with the gateway's. */
export class RpcClient implements Disposable {
  readonly #client: Client;

  /**
   * @param retryOn names of the statuses after which it tries again, twice at most; none unless given
   * @param host an IPv6 address in brackets
   */
  constructor(port: number, retryOn: readonly string[] = [], host = '127.0.0.1') {
    const retryPolicy = {
      maxAttempts: 3,
      initialBackoff: '0.01s',
      maxBackoff: '0.01s',
      backoffMultiplier: 1,
      retryableStatusCodes: retryOn,
    };
    const serviceConfig = { methodConfig: retryOn.length > 0 ? [{ name: [{}], retryPolicy }] : [] };
    this.#client = new Client(`${host}:${port}`, credentials.createInsecure(), {
      'grpc.service_config': JSON.stringify(serviceConfig),
    });
  }

  /** Calls a unary method; rejects with grpc-js's ServiceError. */
  async call<Request, Response>(
    method: CalledMethod<Request, Response>,
    request: Request,
    options: RpcOptions = {},
  ): Promise<Response> {
    return (await this.exchange(method, request, options)).response;
  }

  /** Calls a unary method and resolves with the initial metadata of the response as well. */
  exchange<Request, Response>(
    { path, requestSerialize, responseDeserialize }: CalledMethod<Request, Response>,
    request: Request,
    { metadata = new Metadata(), ...options }: RpcOptions = {},
  ): Promise<{ response: Response; metadata: Metadata }> {
    return new Promise((resolve, reject) => {
      let initial = new Metadata();
      this.#client
        .makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, options, (error, response) =>
          response === undefined ? reject(error as ServiceError) : resolve({ response, metadata: initial }),
        )
        .once('metadata', (received) => (initial = received));
    });
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
