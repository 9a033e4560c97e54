import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

import type { ServiceName } from './services.ts';

export type { Logger };

/** A logger that writes one JSON line per entry to standard output. */
export function createLogger(service: ServiceName, level: string): Logger {
  return pino({ level, base: { pid: process.pid, service }, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Nest's own messages in our log; what it says while starting is of use only to who debugs Nest. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message) => logger.debug(message),
    warn: (message) => logger.warn(message),
    error: (message) => (message instanceof Error ? logger.error(message) : logger.error({ detail: message }, 'Nest')),
  };
}
