export type { StreamCall, StreamEnd, StreamListener } from './http2-stream-call.ts';
export { StreamChannels } from './stream-channels.ts';
export { Http2Channel } from './http2-channel.ts';
export { binaryMetadata, type CallMetadata, readBinaryMetadata } from './metadata.ts';
export type { ConnectivityState, UnaryCall, UnaryChannel, UnaryRequest, UnaryResponse } from './unary-channel.ts';
