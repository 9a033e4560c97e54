import { Http2UnaryChannel, type UnaryChannel } from '#grpc-unary';

import type { GrpcTransportName } from './grpc-transports.ts';
import { GrpcJsUnaryChannel } from './grpc-js-unary-channel.ts';
import { releaseEndedStreams } from './patches/ended-calls.ts';

/** Opens the one channel that a process keeps to a service for all of its life. */
export function openUnaryChannel(transport: GrpcTransportName, host: string, port: number): UnaryChannel {
  return transport === 'http2'
    ? new Http2UnaryChannel(host, port, releaseEndedStreams)
    : new GrpcJsUnaryChannel(host, port);
}
