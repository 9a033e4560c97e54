import type { ClientHttp2Session } from 'node:http2';
import { isIPv6 } from 'node:net';

import { status } from '@grpc/grpc-js';

import { DnsResolver } from './dns-resolver.ts';
import type { Http2Connection } from './http2-connection.ts';
import type { CallOwner, ChannelCall } from './channel-call.ts';
import type { CallRequest } from './request-fields.ts';
import { Http2StreamCall, type StreamCall, type StreamListener } from './http2-stream-call.ts';
import { Http2UnaryCall } from './http2-unary-call.ts';
import { Subchannel, type SubchannelOwner } from './subchannel.ts';
import type { ConnectivityState, UnaryCall, UnaryChannel, UnaryRequest, UnaryResponse } from './unary-channel.ts';

/** The calls that wait for a connection, or for one of the streams that a server allows at a time. */
const MAX_WAITING_CALLS = 10_000;

/**
 * Unary and server-streaming calls over node:http2, on a connection to each address that DNS returns for the host, in turn (round_robin). The
 * channel sends no call again that a server may have processed, since retries are up to the mesh (docs/scope.md).
 */
export class Http2Channel implements UnaryChannel, CallOwner, SubchannelOwner {
  readonly authority: string;
  readonly #resolver: DnsResolver;
  readonly #subchannels = new Map<string, Subchannel>();
  #ready: readonly Http2Connection[] = [];
  #next = 0;
  readonly #waiting = new Set<ChannelCall>();
  /** Why no address is known. */
  #resolutionFailure: string | undefined;
  #state: ConnectivityState = 'IDLE';
  #keepaliveTimeMs = 10_000;

  /** @param onSession called with the session of each connection, before it is used */
  constructor(
    host: string,
    readonly port: number,
    readonly onSession?: (session: ClientHttp2Session) => void,
  ) {
    this.authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    this.#resolver = new DnsResolver(
      host,
      (addresses) => this.#setAddresses(addresses),
      (reason) => {
        this.#resolutionFailure = reason;
        this.#update();
      },
    );
  }

  get state(): ConnectivityState {
    return this.#state;
  }

  get keepaliveTimeMs(): number {
    return this.#keepaliveTimeMs;
  }

  call(request: UnaryRequest, onEnd: (response: UnaryResponse) => void): UnaryCall {
    const call = new Http2UnaryCall(this, request, onEnd);
    this.dispatch(call);
    return call;
  }

  /** Starts a server-streaming call, which has no deadline. */
  stream(request: CallRequest, listener: StreamListener): StreamCall {
    const call = new Http2StreamCall(this, request, listener);
    this.dispatch(call);
    return call;
  }

  /** Whether a connection has a place for a call; without a connection there may be one. */
  get hasCapacity(): boolean {
    return this.#ready.length === 0 || this.#ready.some(({ hasCapacity }) => hasCapacity);
  }

  connect(): void {
    if (this.#state !== 'IDLE') return;
    this.#state = 'CONNECTING';
    this.#resolver.resolve();
  }

  close(): void {
    this.#state = 'SHUTDOWN';
    this.#resolver.close();
    for (const subchannel of this.#subchannels.values()) subchannel.close();
    this.#failWaiting();
  }

  /** Sends a call, or lets it wait, or fails it if no address can be reached. */
  dispatch(call: ChannelCall): void {
    this.connect();
    const connection = this.#pick();
    if (connection) return call.send(connection);
    const failure = this.#waiting.size < MAX_WAITING_CALLS ? this.#failure : `${MAX_WAITING_CALLS} calls are waiting`;
    if (failure === undefined) this.#waiting.add(call);
    else setImmediate(() => call.end({ code: status.UNAVAILABLE, details: failure }));
  }

  onCallEnd(call: ChannelCall): void {
    this.#waiting.delete(call);
  }

  onCapacity(connection: Http2Connection): void {
    for (const call of this.#waiting) {
      if (!connection.hasCapacity) return;
      this.#waiting.delete(call);
      call.send(connection);
    }
  }

  onTooManyPings(): void {
    this.#keepaliveTimeMs *= 2;
  }

  onStateChange(): void {
    if (this.#state === 'SHUTDOWN') return;
    this.#update();
    // A connection that has ended or failed is the sign that addresses may have changed.
    if (this.#ready.length < this.#subchannels.size) this.#resolver.resolve();
  }

  #setAddresses(addresses: ReadonlySet<string>): void {
    for (const [address, subchannel] of this.#subchannels) {
      if (addresses.has(address)) continue;
      subchannel.close();
      this.#subchannels.delete(address);
    }
    for (const address of addresses) {
      if (!this.#subchannels.has(address)) this.#subchannels.set(address, new Subchannel(address, this));
    }
    this.#update();
  }

  #update(): void {
    const subchannels = [...this.#subchannels.values()];
    this.#ready = subchannels.flatMap(({ ready }) => ready ?? []);
    const hasFailed = subchannels.every(({ state }) => state === 'TRANSIENT_FAILURE');
    if (this.#ready.length > 0) this.#state = 'READY';
    else this.#state = hasFailed ? 'TRANSIENT_FAILURE' : 'CONNECTING';
    for (const connection of this.#ready) this.onCapacity(connection);
    if (this.#state === 'TRANSIENT_FAILURE') this.#failWaiting();
  }

  /** Why a call can't wait; undefined if it can. */
  get #failure(): string | undefined {
    if (this.#state === 'SHUTDOWN') return 'The channel is closed';
    if (this.#state !== 'TRANSIENT_FAILURE') return undefined;
    const failures = [...this.#subchannels.values()].map(({ failure }) => failure);
    return `No connection established: ${failures.join('; ') || this.#resolutionFailure}`;
  }

  #failWaiting(): void {
    const details = this.#failure ?? '';
    for (const call of this.#waiting) call.end({ code: status.UNAVAILABLE, details });
  }

  /** The next connection in turn that has capacity. */
  #pick(): Http2Connection | undefined {
    const { length } = this.#ready;
    for (let tried = 0; tried < length; tried += 1) {
      this.#next = (this.#next + 1) % length;
      const connection = this.#ready[this.#next];
      if (connection?.hasCapacity) return connection;
    }
    return undefined;
  }
}
