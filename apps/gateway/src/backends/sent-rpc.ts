import { randomBytes } from 'node:crypto';

import { status, type Metadata } from '@grpc/grpc-js';

import type { BackendName } from '#configuration';
import type { Telemetry } from '#telemetry';

import type { RequestScope } from '../request-scope.ts';

const PROCESS_ID = randomBytes(6).toString('base64url').replaceAll('_', '.');
let calls = 0;

export interface RpcTarget {
  readonly name: BackendName;
  readonly host: string;
  readonly port: number;
}

/** One RPC to a backend, measured, traced and seen as a hop of the request. */
export class ClientCall {
  /** What the RPC carries. Its x-call-id is the same in each attempt that a mesh makes of it. */
  readonly metadata: Metadata;
  readonly #hop;
  readonly #span;
  readonly #startedAt = performance.now();

  /** @param method such as product_gateway.price.v1.PriceService/GetPrice */
  constructor(
    private readonly method: string,
    target: RpcTarget,
    private readonly scope: RequestScope,
    private readonly telemetry: Telemetry,
  ) {
    this.metadata = scope.forwarded.clone();
    this.metadata.set('x-call-id', `${PROCESS_ID}.${(calls++).toString(36)}`);
    this.#hop = scope.startHop(target.name);
    this.#span = scope.context?.span?.startClientSpan(method, {
      'rpc.system.name': 'grpc',
      'rpc.method': method,
      'server.address': target.host,
      'server.port': target.port,
    });
    if (this.#span) {
      for (const [header, value] of Object.entries(this.#span.headers)) this.metadata.set(header, value);
    }
    telemetry.metrics?.rpcClientActive.inc(method);
  }

  /** An answer has come, or the error that came in its place. */
  answered(metadata: Metadata): void {
    this.#hop.answered(metadata);
  }

  end(code: status): void {
    const { metrics } = this.telemetry;
    const name = status[code];
    this.#hop.end(code);
    metrics?.rpcClientActive.dec(this.method);
    metrics?.rpcClient.record(
      { rpc_method: this.method, rpc_status_code: name },
      this.#startedAt,
      this.scope.context?.span,
    );
    this.#span?.end({ 'rpc.status_code': name }, code === status.OK ? undefined : name);
  }
}
