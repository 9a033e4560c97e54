import { status } from '@grpc/grpc-js';

import type { BackendName } from '#configuration';
import type { UnaryCall, CallMetadata } from '#grpc-http2-client';
import { readHop, type HopOrigin, type Telemetry } from '#telemetry';

import type { RequestScope } from '../request-scope.ts';
import type { Hop } from './hop.ts';

export interface CallTarget {
  readonly name: BackendName;
  readonly host: string;
  readonly port: number;
}

/** One RPC to a backend: its metadata, metrics, span and hop, from its start to its end. */
export class ClientCall implements Hop {
  /** The metadata to send. */
  readonly metadata: CallMetadata;
  readonly service: BackendName;
  readonly #span;
  readonly #startedAt = performance.now();
  #call: UnaryCall | undefined;
  #trailers: CallMetadata | undefined;
  #origin: HopOrigin | undefined;
  #ended: { readonly status: string; readonly durationMs: number } | undefined;

  /** @param method such as product_gateway.price.v1.PriceService/GetPrice */
  constructor(
    private readonly method: string,
    target: CallTarget,
    private readonly scope: RequestScope,
    private readonly metrics: Telemetry['metrics'],
  ) {
    this.service = target.name;
    this.#span = scope.context?.span?.startClientSpan(method, {
      'rpc.system.name': 'grpc',
      'rpc.method': method,
      'server.address': target.host,
      'server.port': target.port,
    });
    const { metadata } = scope.forwarded;
    this.metadata = this.#span ? { ...metadata, ...this.#span.headers } : metadata;
    metrics?.rpcClientActive.inc(method);
  }

  /** Takes the call of the channel, which has just started. */
  start(call: UnaryCall): void {
    this.#call = call;
    this.scope.add(this);
  }

  end(code: status, trailers: CallMetadata): void {
    const name = status[code];
    const durationMs = performance.now() - this.#startedAt;
    this.#trailers = trailers;
    this.#ended = { status: name, durationMs };
    this.metrics?.rpcClientActive.dec(this.method);
    this.metrics?.rpcClient.record(
      { rpc_method: this.method, rpc_status_code: name },
      durationMs,
      this.scope.context?.span,
    );
    this.#span?.end({ 'rpc.status_code': name }, code === status.OK ? undefined : name);
  }

  cancel(): void {
    this.#call?.cancel('The request has ended.');
  }

  /** By the initial metadata of the response, or by the metadata of the error in its place. */
  get origin(): HopOrigin | undefined {
    return (this.#origin ??=
      (this.#call && readHop(this.#call.headers)) ?? (this.#trailers && readHop(this.#trailers)));
  }

  /** A call that is in flight when the gateway responds is one that the gateway cancels. */
  get status(): string {
    return this.#ended?.status ?? 'CANCELLED';
  }

  get durationMs(): number {
    return this.#ended?.durationMs ?? performance.now() - this.#startedAt;
  }

  /** By the response of the backend; without one, by what the request asked this backend to inject. */
  get fault(): string | undefined {
    return this.origin ? this.origin.fault : this.scope.forwarded.silentFaults.get(this.service);
  }
}
