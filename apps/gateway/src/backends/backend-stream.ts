import { status } from '@grpc/grpc-js';

import { SERVICES, type BackendName } from '#configuration';
import { openStreamChannels } from '#grpc';
import type { StreamCall, StreamChannels, StreamEnd, StreamListener } from '#grpc-http2-client';
import { readHop, writeCallIdentity, type HopOrigin, type Telemetry } from '#telemetry';

import type { GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import type { CheckedMethod } from './contract-rules.ts';

export interface BackendStreamListener<Response> {
  onMessage(message: Response): void;
  /** Called once, unless the stream was cancelled. */
  onEnd(code: status, details: string): void;
}

/** The server-streaming RPCs to one backend, over channels of their own. */
export class BackendStreams {
  readonly #channels: StreamChannels;
  readonly #address: { readonly 'server.address': string; readonly 'server.port': number };

  constructor(
    name: BackendName,
    config: GatewayConfig,
    private readonly telemetry: Telemetry,
  ) {
    const { variable } = SERVICES[name];
    const host = config[`${variable}_SERVICE_HOST`];
    const port = config[`${variable}_SERVICE_PORT`];
    this.#address = { 'server.address': host, 'server.port': port };
    this.#channels = openStreamChannels(host, port);
  }

  /** Opens a stream with the forwarded headers of a request. A message that breaks the contract ends it with INTERNAL. */
  open<Request, Response>(
    method: CheckedMethod<Request, Response>,
    request: Request,
    { context, forwarded }: RequestScope,
    listener: BackendStreamListener<Response>,
  ): BackendStream<Request, Response> {
    const { path, requestSerialize } = method.definition;
    const name = path.slice(1);
    const metadata = { ...forwarded.metadata };
    // A stream that is opened again is another call, not another attempt of the first.
    if (context) writeCallIdentity(metadata, { requestId: context.requestId, madeRequestId: false });
    const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': name, ...this.#address };
    const span = context?.span?.startClientSpan(name, attributes);
    Object.assign(metadata, span?.headers);
    const { metrics } = this.telemetry;
    metrics?.rpcClientStreams.begin(name);
    const stream = new BackendStream(method, request, listener, metrics, (ended) => {
      metrics?.rpcClientStreams.end(name, ended);
      span?.end({ 'rpc.status_code': ended }, ended === 'OK' || ended === 'CANCELLED' ? undefined : ended);
    });
    stream.start(this.#channels.open({ path, metadata, message: requestSerialize(request) }, stream));
    return stream;
  }

  close(): void {
    this.#channels.close();
  }
}

/** One server-streaming RPC to a backend. */
export class BackendStream<Request, Response> implements StreamListener {
  #call: StreamCall | undefined;
  #hasEnded = false;

  /** @param onRecord gets the name of the status, for metrics and spans */
  constructor(
    private readonly method: CheckedMethod<Request, Response>,
    private readonly request: Request,
    private readonly listener: BackendStreamListener<Response>,
    private readonly metrics: Telemetry['metrics'],
    private readonly onRecord: (status: string) => void,
  ) {}

  /** Takes the call of the channel, which has just started. */
  start(call: StreamCall): void {
    this.#call = call;
  }

  /** The instance that serves the stream, from its first message on. */
  get origin(): HopOrigin | undefined {
    return this.#call && readHop(this.#call.headers);
  }

  cancel(details: string): void {
    if (this.#hasEnded) return;
    this.#record(status.CANCELLED);
    this.#call?.cancel(details);
  }

  onMessage(bytes: Buffer): void {
    if (this.#hasEnded) return;
    this.metrics?.rpcClientStreams.countMessage(this.method.definition.path.slice(1));
    const message = this.#read(bytes);
    if (typeof message !== 'string') return this.listener.onMessage(message);
    this.#record(status.INTERNAL);
    this.#call?.cancel('The message breaks the contract.');
    this.listener.onEnd(status.INTERNAL, message);
  }

  onEnd({ code, details }: StreamEnd): void {
    if (this.#hasEnded) return;
    this.#record(code);
    this.listener.onEnd(code, details);
  }

  /** The message, or what breaks the contract. */
  #read(bytes: Buffer): Response | string {
    const { definition, breach } = this.method;
    try {
      const message = definition.responseDeserialize(bytes);
      return breach(message, this.request) ?? message;
    } catch (error) {
      return `the message is not of the contract: ${(error as Error).message}`;
    }
  }

  #record(code: status): void {
    this.#hasEnded = true;
    this.onRecord(status[code]);
  }
}
