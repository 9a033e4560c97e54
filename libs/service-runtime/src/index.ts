export { Catalog } from './catalog.ts';
export { computedOptionIds, FIRST_COMPUTED_ID, isComputed } from './computed-products.ts';
export { ConfigError, loadConfig } from './config.ts';
export { AppError, ERROR_DOMAIN, ERRORS, pathNotFound, toAppError, type ErrorCode } from './errors.ts';
export { parseFaultRules } from './faults/parse-fault-rules.ts';
export { silentFaultAskedOf } from './faults/silent-fault.ts';
export { openChannel } from './grpc-channel.ts';
export { envoyAttempt } from './hops/attempt-counter.ts';
export { isPrintableAscii, percentEncoded } from './hops/display-string.ts';
export { readHop, type HopOrigin } from './hops/hop-metadata.ts';
export { peerIdentity } from './hops/peer-identity.ts';
export type { Instance } from './instance.ts';
export { formatDecimal, parseMoney, takePercentOff } from './money.ts';
export { pageSize, pageToken, readPageToken } from './paging.ts';
export { PlainArguments } from './plain-arguments.ts';
export { problemType, RETRY_AFTER_SECONDS, type Problem, type ProblemPage } from './problem.ts';
export { checkProductId, parseProductId, productNotFound } from './product-id.ts';
export { RequestContext } from './request-context.ts';
export { Service } from './service.ts';
export { backendSettings, computedOptionsSettings, serviceSettings, type ServiceConfig } from './service.settings.ts';
export { SERVICES, type BackendName, type ServiceName } from './services.ts';
export {
  durationSetting,
  headerNamesSetting,
  hostSetting,
  numberSetting,
  portSetting,
  type Config,
  type Settings,
} from './setting.ts';
export { Telemetry } from './telemetry/telemetry.ts';
export { readTracestate, TRACE_HEADERS } from './telemetry/trace-context.ts';
