import { status, type Client, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';
import type { OnApplicationShutdown } from '@nestjs/common';
import { AppError, openChannel, type BackendName, type ErrorCode, type Telemetry } from '#service-runtime';

import type { RequestScope } from '../request-scope.ts';
import { SentRpc } from './sent-rpc.ts';

export interface BackendOptions {
  readonly host: string;
  readonly port: number;
  /** The longest that one RPC may take. */
  readonly timeoutMs: number;
}

/** Sends a request for all that is to be bounded, carried along and seen together. */
export type Call<Request, Response> = (request: Request, scope: RequestScope) => Promise<Response>;

/** One backend of the gateway, reached over one channel that lives as long as the process. */
export abstract class Backend implements OnApplicationShutdown {
  /** Whether a product can't be answered without it. */
  abstract readonly required: boolean;
  readonly #channel: Client;

  constructor(
    readonly name: BackendName,
    private readonly options: BackendOptions,
    private readonly telemetry: Telemetry,
  ) {
    this.#channel = openChannel(options.host, options.port);
  }

  onApplicationShutdown(): void {
    this.#channel.close();
  }

  /**
   * Makes what calls a method of the contract, for as long as its own timeout and the request's budget both allow.
   *
   * @throws AppError when called: backend-unavailable, backend-timeout, backend-failed, too-many-requests,
   *   product-not-found, invalid-request
   */
  protected caller<Request, Response>({
    path,
    requestSerialize,
    responseDeserialize,
  }: MethodDefinition<Request, Response>): Call<Request, Response> {
    const name = path.slice(1);
    const target = { name: this.name, ...this.options };
    return (request, scope) =>
      new Promise((resolve, reject) => {
        const deadline = Math.min(Date.now() + target.timeoutMs, scope.deadline);
        const rpc = new SentRpc(name, target, scope, this.telemetry);
        const call = this.#channel.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          rpc.metadata,
          { deadline },
          (error, response) => {
            if (error) rpc.answered(error.metadata);
            rpc.end(error ? error.code : status.OK);
            if (response === undefined) reject(this.#failure(error));
            else resolve(response);
          },
        );
        call.on('metadata', (metadata) => rpc.answered(metadata));
        scope.add(call);
      });
  }

  /** A part of an answer that the contract promises, though protobuf lets it be absent. */
  protected promised<T>(part: T | undefined): T {
    if (part === undefined) throw new AppError('backend-failed', `The ${this.name} service sent an incomplete answer.`);
    return part;
  }

  #failure(error: ServiceError | null): AppError {
    const [code, sentence] = FAILURES[error?.code ?? status.UNKNOWN] ?? OTHER_FAILURE;
    return new AppError(code, sentence(this.name), undefined, { cause: error });
  }
}

/** What each gRPC status of a backend is to the client; the backend's own words stay in the log. */
const FAILURES: Partial<Record<status, [ErrorCode, (backend: string) => string]>> = {
  [status.INVALID_ARGUMENT]: ['invalid-request', (name) => `The ${name} service does not accept this request.`],
  [status.NOT_FOUND]: ['product-not-found', () => 'There is no such product.'],
  [status.RESOURCE_EXHAUSTED]: ['too-many-requests', (name) => `The ${name} service is asked too often.`],
  [status.UNAVAILABLE]: ['backend-unavailable', (name) => `The ${name} service is unavailable.`],
  [status.DEADLINE_EXCEEDED]: ['backend-timeout', (name) => `The ${name} service did not answer in time.`],
};

const OTHER_FAILURE: [ErrorCode, (backend: string) => string] = [
  'backend-failed',
  (name) => `The ${name} service failed.`,
];
