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
