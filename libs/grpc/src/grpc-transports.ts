/** What can carry the RPCs of a client. */
export const GRPC_TRANSPORTS = ['http2', 'grpc-js'] as const;

export type GrpcTransportName = (typeof GRPC_TRANSPORTS)[number];
