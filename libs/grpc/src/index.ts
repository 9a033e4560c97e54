export { openChannel } from './channel.ts';
export { GRPC_TRANSPORTS, type GrpcTransportName } from './grpc-transports.ts';
export { openStreamChannels, openUnaryChannel } from './unary-channels.ts';
export { addHealthService } from './health.ts';
export { Readiness } from './readiness.ts';
export { addReflectionService } from './reflection.ts';
export { serviceName } from './service-name.ts';
export { SkipPipes } from './skip-pipes.ts';
export { GrpcTransport } from './transport.ts';
