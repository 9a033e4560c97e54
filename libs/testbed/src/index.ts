export { BackgroundProgram } from './background-program.ts';
export {
  bundle,
  runBundle,
  RunningBundle,
  startBundle,
  type BundleOptions,
  type LogLine,
  type ReadyBundle,
} from './bundles.ts';
export { CHROMIUM, chromiumIsMissing, clickAndLoad } from './chromium.ts';
export { backendEnvironment, freeServicePorts, startEnvironment, type Environment } from './environment.ts';
export { containerHeapFlags } from './container-heap.ts';
export { freePorts } from './free-ports.ts';
export {
  ACK,
  encodeFrame,
  encodeHeaders,
  encodeMessage,
  encodeSettings,
  encodeWindowUpdate,
  END_HEADERS,
  END_STREAM,
  FRAME_TYPE,
  PREFACE,
  type Frame,
} from './http2-frames.ts';
export { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';
export { PostgresServer, postgresIsMissing } from './postgres-server.ts';
export { CALLER, spansOfPrice } from './price-spans.ts';
export { startProcesses, type RunningProcesses } from './processes.ts';
export { RawHttp2Client } from './raw-http2-client.ts';
export {
  RawHttp2Server,
  type RawHttp2Script,
  type RawServerConnection,
  type RawServerStream,
} from './raw-http2-server.ts';
export { sendRaw, type RawExchange, type RawResponse } from './raw-http.ts';
export { startRecordingGateway, type RecordingGateway } from './recording-gateway.ts';
export { requireOrSkip } from './require-or-skip.ts';
export { RpcClient } from './rpc-client.ts';
export { run } from './run.ts';
export { START_BACKEND, startBackends, type RunningBackends } from './start-backends.ts';
export { startService, type RunningService } from './start-service.ts';
export { startStubBackend, type StubBackend } from './stub-backend.ts';
export type { Testbed, TestbedOptions } from './testbed.ts';
export { startUnusualBackends } from './unusual-backends.ts';
export { until } from './until.ts';
export { startStubHttpServer, type Respond, type StubHttpServer } from './stub-http-server.ts';
