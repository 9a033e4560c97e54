import { Http2Channel, StreamChannels, type UnaryChannel } from '#grpc-http2-client';

import type { GrpcTransportName } from './grpc-transports.ts';
import { GrpcJsUnaryChannel } from './grpc-js-unary-channel.ts';
import { releaseEndedStreams } from './patches/ended-calls.ts';

/** Opens the one channel that a process keeps to a service for all of its life. */
export function openUnaryChannel(transport: GrpcTransportName, host: string, port: number): UnaryChannel {
  return transport === 'http2' ? new Http2Channel(host, port, releaseEndedStreams) : new GrpcJsUnaryChannel(host, port);
}

/** Opens the channels for long-lived streams to a service. They are over node:http2, whatever carries unary calls. */
export const openStreamChannels = (host: string, port: number): StreamChannels =>
  new StreamChannels(host, port, releaseEndedStreams);
