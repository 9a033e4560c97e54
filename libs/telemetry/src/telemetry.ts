import { logGrpc } from './logs/grpc-log.ts';
import type { Instance } from './instance.ts';
import { openLogStream } from './logs/log-stream.ts';
import { createLogger, type Logger } from './logs/logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { RequestLog } from './logs/request-log.ts';
import { startTracing, type Tracing } from './traces/tracing.ts';
import type { TelemetryConfig } from './telemetry.settings.ts';

/** Logger, metrics and tracer of one service. */
export class Telemetry {
  private constructor(
    readonly instance: Instance,
    readonly logger: Logger,
    readonly requestLog: RequestLog,
    readonly tracing: Tracing | undefined,
    /** Absent if METRICS is off. */
    readonly metrics: Metrics | undefined,
  ) {}

  static async start(instance: Instance, config: TelemetryConfig): Promise<Telemetry> {
    const stream = await openLogStream(instance, config);
    const logger = createLogger(instance, config, stream);
    logGrpc(logger);
    const requestLog = new RequestLog(instance, logger.isLevelEnabled('info') ? stream : undefined);
    const tracing = await startTracing(instance, config, logger);
    // An exemplar names an exported trace.
    const metrics = config.METRICS ? new Metrics(instance, tracing !== undefined) : undefined;
    return new Telemetry(instance, logger, requestLog, tracing, metrics);
  }
}
