import type { LoggerService } from '@nestjs/common';
import { pino, stdTimeFunctions, type Logger } from 'pino';

import type { Instance } from '../instance.ts';
import type { LogStream } from './log-stream.ts';
import type { TelemetryConfig } from '../telemetry.settings.ts';

export type { Logger };

/** A logger that writes one JSON line per entry. */
export function createLogger(
  { service, version, instance }: Instance,
  { LOG_LEVEL }: TelemetryConfig,
  stream: LogStream,
): Logger {
  const options = {
    level: LOG_LEVEL,
    base: { pid: process.pid, service, version, instance },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  };
  return pino(options, {
    write(line) {
      stream.write(line);
      // Only the lines of requests are gathered; all others are written at once.
      stream.flush();
    },
  });
}

/** Nest's messages in the log of the service. Those of its start are logged at debug, since they help only to debug Nest. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message) => logger.debug(message),
    warn: (message) => logger.warn(message),
    error: (message) => (message instanceof Error ? logger.error(message) : logger.error({ detail: message }, 'Nest')),
  };
}
