import { status } from '@grpc/grpc-js';

import { SERVICES, type BackendName } from '#configuration';
import { openUnaryChannel } from '#grpc';
import type { UnaryChannel, UnaryResponse } from '#grpc-http2-client';
import type { Telemetry } from '#telemetry';

import type { GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { backendFailure } from './backend-failure.ts';
import { ClientCall, type CallTarget } from './client-call.ts';
import type { CheckedMethod } from './contract-rules.ts';

/** Sends one request, within the deadline and with the forwarded headers of a scope. */
export type Call<Request, Response> = (request: Request, scope: RequestScope) => Promise<Response>;

/** One backend of the gateway, reached over one channel that lives as long as the process. */
export class Backend {
  readonly #channel: UnaryChannel;
  readonly #target: CallTarget;
  readonly #timeoutMs: number;

  constructor(
    private readonly name: BackendName,
    config: GatewayConfig,
    private readonly telemetry: Telemetry,
  ) {
    const { variable } = SERVICES[name];
    this.#target = {
      name,
      host: config[`${variable}_SERVICE_HOST`],
      port: config[`${variable}_SERVICE_PORT`],
    };
    this.#timeoutMs = config[`${variable}_TIMEOUT`];
    this.#channel = openUnaryChannel(config.GRPC_TRANSPORT, this.#target.host, this.#target.port);
  }

  close(): void {
    this.#channel.close();
  }

  /**
   * The function that calls a method of this backend. A call takes at most the backend's timeout, and at most what is left
   * of the request's budget. A response that breaks the contract is a failure of the backend.
   *
   * @throws AppError when called: backend-unavailable, backend-timeout, backend-failed, overloaded,
   *   too-many-requests, product-not-found, invalid-request, and the reasons of the method
   */
  caller<Request, Response>(method: CheckedMethod<Request, Response>): Call<Request, Response> {
    const { path, requestSerialize } = method.definition;
    const name = path.slice(1);
    return (request, scope) =>
      new Promise((resolve, reject) => {
        const call = new ClientCall(name, this.#target, scope, this.telemetry.metrics);
        const message = requestSerialize(request);
        const deadline = Math.min(Date.now() + this.#timeoutMs, scope.deadline);
        const { metadata } = call;
        const started = this.#channel.call({ path, message, metadata, deadline }, (response) => {
          const result = resultOf(response, method, request);
          call.end(result.code, response.trailers);
          if (result.code === status.OK) resolve(result.response);
          else reject(backendFailure(this.name, { ...result, trailers: response.trailers }, method.reasons));
        });
        call.start(started);
      });
  }
}

type Failed = Pick<UnaryResponse, 'code' | 'details'>;

/** The response of a call if it satisfies the contract, else the status and details of the failure. */
function resultOf<Request, Response>(
  { code, details, message }: UnaryResponse,
  { definition, breach }: CheckedMethod<Request, Response>,
  request: Request,
): { code: status.OK; response: Response } | (Failed & { code: Exclude<status, status.OK> }) {
  if (code !== status.OK) return { code: TOO_LARGE.test(details) ? status.INTERNAL : code, details };
  if (!message) return { code: status.INTERNAL, details: 'there is no response' };
  try {
    const response = definition.responseDeserialize(message);
    const broken = breach(response, request);
    if (broken === undefined) return { code, response };
    return { code: status.INTERNAL, details: `the response breaks the contract: ${broken}` };
  } catch (error) {
    return { code: status.INTERNAL, details: `the response is not of the contract: ${(error as Error).message}` };
  }
}

/** The details of a client's own RESOURCE_EXHAUSTED for a response above 4 MiB, which is no limit of the backend's rate. */
const TOO_LARGE = /^Received message (?:larger than max|that decompresses to a size larger than)/;
