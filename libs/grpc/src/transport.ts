import {
  Server as GrpcServer,
  status,
  type handleUnaryCall,
  type UntypedServiceImplementation,
  type Metadata,
  type ServerUnaryCall,
  type ServiceDefinition,
  type StatusObject,
} from '@grpc/grpc-js';
import { Server, Transport, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

import { AppError, toGrpcStatus } from '#errors';
import type { RequestLimits } from '#limits';

import { GrpcListener, type GrpcListenerOptions } from './listener.ts';
import { acceptMalformed, isMalformed, malformedRequest } from './malformed-request.ts';
import { installServerPatches } from './patches/install-patches.ts';
import { limitStreams } from './patches/stream-limits.ts';
import { ServerCall, type RpcServerParts } from './server-call.ts';
import { serverStreaming, type StreamHandler } from './server-stream.ts';

/** Twice the responses to 256 RPCs of 64 KiB each, which a connection may have by default. */
const MAX_SESSION_MEMORY_MB = 32;

export interface GrpcTransportOptions extends GrpcListenerOptions {
  readonly limits: RequestLimits;
  readonly maxConnections: number;
  /** Of one connection. */
  readonly maxConcurrentStreams: number;
  /** The services that the controllers implement. */
  readonly services: readonly ServiceDefinition[];
  readonly parts: RpcServerParts;
}

/**
 * Serves the gRPC methods of Nest's controllers with the code that ts-proto generated, in place of Nest's gRPC transport
 * (docs/adr/0002).
 */
export class GrpcTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = Transport.GRPC;
  /** For services that are not Nest controllers, such as health. */
  readonly server: GrpcServer;
  readonly #listener: GrpcListener;

  constructor(private readonly options: GrpcTransportOptions) {
    super();
    installServerPatches();
    this.server = new GrpcServer({
      'grpc.max_concurrent_streams': options.maxConcurrentStreams,
      // Megabytes of queued and buffered data of one connection. grpc-js sets no bound by default.
      'grpc-node.max_session_memory': MAX_SESSION_MEMORY_MB,
      'grpc.max_receive_message_length': 65_536,
      // More than the gateway accepts, since it adds entries to those that it forwards.
      'grpc.max_metadata_size': 32_768,
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 10_000,
      'grpc.enable_channelz': 0,
    });
    limitStreams(this.server, options.limits, streamingPaths(options.services));
    this.#listener = new GrpcListener(this.server, options);
    options.limits.connections.limit(this.#listener.netServer, 'grpc', options.maxConnections);
  }

  /** The port on which the server listens. */
  get port(): number {
    return this.#listener.port;
  }

  listen(callback: (error?: unknown) => void): void {
    for (const definition of this.options.services) {
      this.server.addService(acceptMalformed(definition), this.#implementation(definition));
    }
    this.#listener.listen(callback);
  }

  /** Ends each connection by GOAWAY and still accepts new ones, since clients reconnect before DNS has other addresses. */
  sendGoaway(): void {
    this.#listener.sendGoaway();
  }

  /** Stops accepting, ends each connection by GOAWAY, and resolves when every call has ended. */
  drain(): Promise<void> {
    return this.#listener.drain();
  }

  /** Cuts the calls that are in flight. */
  close(): void {
    this.#listener.close();
    this.server.forceShutdown();
  }

  override addHandler(pattern: unknown, handler: MessageHandler): void {
    const { service, rpc } = pattern as { service: string; rpc: string };
    this.messageHandlers.set(`${service}/${rpc}`, handler);
  }

  override on(): never {
    throw new Error('the gRPC transport has no events');
  }

  override unwrap<T>(): T {
    return this.server as T;
  }

  #implementation(definition: ServiceDefinition): UntypedServiceImplementation {
    return Object.fromEntries(
      Object.entries(definition).map(([rpc, { path, responseStream }]) => {
        const service = path.split(/[./]/).at(-2);
        const handler = this.messageHandlers.get(`${service}/${rpc}`);
        if (!handler) throw new Error(`no controller implements ${path}`);
        const { parts } = this.options;
        const method = path.slice(1);
        if (responseStream) return [rpc, serverStreaming(method, handler as StreamHandler, parts)];
        return [rpc, unary(method, handler as RpcHandler, parts)];
      }),
    );
  }
}

const streamingPaths = (services: readonly ServiceDefinition[]): ReadonlySet<string> =>
  new Set(
    services
      .flatMap((definition) => Object.values(definition))
      .filter(({ responseStream }) => responseStream)
      .map(({ path }) => path),
  );

/** The signature by which Nest's gRPC transport calls a handler. */
type RpcHandler = (request: unknown, metadata: Metadata, call: ServerUnaryCall<unknown, unknown>) => Promise<unknown>;

function unary(method: string, handler: RpcHandler, parts: RpcServerParts): handleUnaryCall<unknown, unknown> {
  return async (call, callback) => {
    const rpc = new ServerCall(method, call, parts);
    try {
      const later = parts.faults ? await rpc.injectFaults(parts.faults) : [];
      if (isMalformed(call.request)) throw malformedRequest();
      const outcome = carryOut(handler, call);
      // Faults of the response replace an error of the handler as well.
      const response = await (later.length > 0 ? outcome.finally(() => rpc.inject(later)) : outcome);
      call.sendMetadata(rpc.responseMetadata());
      rpc.end(status.OK);
      callback(null, response);
    } catch (thrown) {
      // ErrorFilter converts what a handler throws to a status.
      const failure = thrown instanceof AppError ? toGrpcStatus(thrown) : (thrown as StatusObject);
      // With the status: initial metadata would move grpc-status out of the first headers, where a proxy reads it for retries.
      rpc.describe(failure.metadata);
      rpc.end(failure.code);
      callback(failure);
    }
  };
}

async function carryOut(handler: RpcHandler, call: ServerUnaryCall<unknown, unknown>): Promise<unknown> {
  const result = await handler(call.request, call.metadata, call);
  return isObservable(result) ? lastValueFrom(result) : result;
}
