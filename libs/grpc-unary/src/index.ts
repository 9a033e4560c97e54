export { binaryMetadata, readBinaryMetadata } from './metadata.ts';
export type {
  ConnectivityState,
  UnaryCall,
  UnaryChannel,
  UnaryMetadata,
  UnaryRequest,
  UnaryResponse,
} from './unary-channel.ts';
