import { randomBytes } from 'node:crypto';

import { status, type Metadata } from '@grpc/grpc-js';

import type { BackendName } from '#configuration';
import { readHop, type HopOrigin, type Telemetry } from '#telemetry';

import type { RequestScope } from '../request-scope.ts';
import type { Hop } from './hop.ts';

const PROCESS_ID = randomBytes(6).toString('base64url').replaceAll('_', '.');
let calls = 0;

export interface CallTarget {
  readonly name: BackendName;
  readonly host: string;
  readonly port: number;
}

/** The part of grpc-js's call that cancels it. */
export interface CancellableCall {
  cancelWithStatus(code: status, details: string): void;
}

/** One RPC to a backend: its metadata, metrics, span and hop, from its start to its end. */
export class ClientCall implements Hop {
  /** The metadata to send. Its x-call-id is the same in each attempt that a mesh makes of the call. */
  readonly metadata: Metadata;
  readonly service: BackendName;
  readonly #span;
  readonly #startedAt = performance.now();
  #origin: HopOrigin | undefined;
  #ended: { readonly status: string; readonly durationMs: number } | undefined;

  /** @param method such as product_gateway.price.v1.PriceService/GetPrice */
  constructor(
    private readonly call: CancellableCall,
    private readonly method: string,
    target: CallTarget,
    private readonly scope: RequestScope,
    private readonly metrics: Telemetry['metrics'],
  ) {
    this.service = target.name;
    this.metadata = scope.forwarded.metadata.clone();
    this.metadata.set('x-call-id', `${PROCESS_ID}.${(calls++).toString(36)}`);
    this.#span = scope.context?.span?.startClientSpan(method, {
      'rpc.system.name': 'grpc',
      'rpc.method': method,
      'server.address': target.host,
      'server.port': target.port,
    });
    if (this.#span) {
      for (const [header, value] of Object.entries(this.#span.headers)) this.metadata.set(header, value);
    }
    metrics?.rpcClientActive.inc(method);
  }

  /** Takes the metadata of the response, or of the error in its place: the first that names an instance counts. */
  receiveMetadata(metadata: Metadata): void {
    this.#origin ??= readHop(metadata);
  }

  end(code: status): void {
    const name = status[code];
    const durationMs = performance.now() - this.#startedAt;
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
    this.call.cancelWithStatus(status.CANCELLED, 'The request has ended.');
  }

  get origin(): HopOrigin | undefined {
    return this.#origin;
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
    return this.#origin ? this.#origin.fault : this.scope.forwarded.silentFaults.get(this.service);
  }
}
