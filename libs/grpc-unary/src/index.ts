export type { StreamCall, StreamEnd, StreamListener, StreamRequest } from './http2-stream-call.ts';
export { StreamChannels } from './stream-channels.ts';
export { Http2UnaryChannel } from './http2-unary-channel.ts';
export { binaryMetadata, readBinaryMetadata } from './metadata.ts';
export type {
  ConnectivityState,
  UnaryCall,
  UnaryChannel,
  UnaryMetadata,
  UnaryRequest,
  UnaryResponse,
} from './unary-channel.ts';
