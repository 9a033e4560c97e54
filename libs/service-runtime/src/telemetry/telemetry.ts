import { logGrpc } from '../grpc-log.ts';
import type { Instance } from '../instance.ts';
import { openLogStream } from '../log-stream.ts';
import { createLogger, type Logger } from '../logger.ts';
import type { ServiceConfig } from '../service.settings.ts';
import { Metrics } from './metrics.ts';
import { RequestLog } from './request-log.ts';
import { startTracing, type Tracing } from './tracing.ts';

/** With what one service lets its doings be seen. */
export class Telemetry {
  private constructor(
    readonly instance: Instance,
    readonly logger: Logger,
    readonly requestLog: RequestLog,
    readonly tracing: Tracing | undefined,
    /** Absent if METRICS is off. */
    readonly metrics: Metrics | undefined,
  ) {}

  static async start(instance: Instance, config: ServiceConfig): Promise<Telemetry> {
    const stream = await openLogStream(instance, config);
    const logger = createLogger(instance, config, stream);
    logGrpc(logger);
    const requestLog = new RequestLog(instance, logger.isLevelEnabled('info') ? stream : undefined);
    const tracing = await startTracing(instance, config, logger);
    // Without exported spans there is no trace that an exemplar could name.
    const metrics = config.METRICS ? new Metrics(instance, tracing !== undefined) : undefined;
    return new Telemetry(instance, logger, requestLog, tracing, metrics);
  }
}
