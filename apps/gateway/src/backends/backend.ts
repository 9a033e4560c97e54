import { status, type Channel, type MethodDefinition, type StatusObject } from '@grpc/grpc-js';
import type { OnApplicationShutdown } from '@nestjs/common';

import type { BackendName } from '#configuration';
import { AppError, type ErrorCode } from '#errors';
import { openChannel } from '#grpc';
import type { Telemetry } from '#telemetry';

import type { RequestScope } from '../request-scope.ts';
import type { ContractRule } from './contract.ts';
import { ClientCall } from './sent-rpc.ts';

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
  readonly #channel: Channel;

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
   * Makes what calls a method of the contract, for as long as its own timeout and the request's budget both allow. A
   * response that breaks the contract is a failure of the backend, whoever asked for it and in whatever representation.
   *
   * @param breach what breaks the contract in a response
   * @throws AppError when called: backend-unavailable, backend-timeout, backend-failed, too-many-requests,
   *   product-not-found, invalid-request
   */
  protected caller<Request, Response>(
    { path, requestSerialize, responseDeserialize }: MethodDefinition<Request, Response>,
    breach: ContractRule<Request, Response>,
  ): Call<Request, Response> {
    const name = path.slice(1);
    const target = { name: this.name, ...this.options };
    return (request, scope) =>
      new Promise((resolve, reject) => {
        const bytes = requestSerialize(request);
        const deadline = Math.min(Date.now() + target.timeoutMs, scope.deadline);
        const rpc = new ClientCall(name, target, scope, this.telemetry);
        // Not by grpc-js's Client, whose interceptors, emitters and stack traces cost a twelfth of a request.
        const call = this.#channel.createCall(path, deadline, undefined, null, undefined);
        let message: Buffer | undefined;
        call.start(rpc.metadata, {
          onReceiveMetadata: (metadata) => rpc.answered(metadata),
          onReceiveMessage: (received: Buffer) => (message = received),
          onReceiveStatus: (answered) => {
            if (answered.code !== status.OK) rpc.answered(answered.metadata);
            const answer = decoded(answered, message, responseDeserialize, breach, request);
            rpc.end(answer.code);
            if (answer.code === status.OK) resolve(answer.response);
            else reject(this.#failure(answer));
          },
        });
        call.startRead();
        call.sendMessageWithContext({}, bytes);
        call.halfClose();
        scope.add(call);
      });
  }

  #failure({ code, details }: Failed): AppError {
    const [error, sentence] = FAILURES[code] ?? OTHER_FAILURE;
    return new AppError(error, sentence(this.name), undefined, { cause: `${code} ${status[code]}: ${details}` });
  }
}

type Failed = Pick<StatusObject, 'code' | 'details'>;

/** What a call has brought: its response if it is one of the contract, or how it failed. */
function decoded<Request, Response>(
  { code, details }: StatusObject,
  message: Buffer | undefined,
  deserialize: (bytes: Buffer) => Response,
  breach: ContractRule<Request, Response>,
  request: Request,
): { code: status.OK; response: Response } | (Failed & { code: Exclude<status, status.OK> }) {
  if (code !== status.OK) return { code: TOO_LARGE.test(details) ? status.INTERNAL : code, details };
  if (!message) return { code: status.INTERNAL, details: 'there is no response' };
  try {
    const response = deserialize(message);
    const broken = breach(response, request);
    if (broken === undefined) return { code, response };
    return { code: status.INTERNAL, details: `the response breaks the contract: ${broken}` };
  } catch (error) {
    return { code: status.INTERNAL, details: `the response is not of the contract: ${(error as Error).message}` };
  }
}

/** grpc-js's own RESOURCE_EXHAUSTED for a response above 4 MiB, which is no request to come less often. */
const TOO_LARGE = /^Received message (?:larger than max|that decompresses to a size larger than)/;

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
