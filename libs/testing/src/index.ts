export { freePorts } from './free-ports.ts';
export { startOtlpReceiver } from './otlp-receiver.ts';
export { encodeFrame, encodeMessage, FRAME_TYPE, RawHttp2Client, type Frame } from './raw-http2-client.ts';
export { sendRaw, type RawExchange, type RawResponse } from './raw-http.ts';
export { RpcClient } from './rpc-client.ts';
export { backendEnvironment, START_BACKEND, startBackends, type RunningBackends } from './start-backends.ts';
export { startProcesses, type RunningProcesses } from './start-processes.ts';
export { startService, type RunningService } from './start-service.ts';
export { startStubBackend, type StubBackend } from './stub-backend.ts';
