import type { LoggerService } from '@nestjs/common';
import { destination, pino, stdTimeFunctions, type Logger } from 'pino';

import type { Instance } from './instance.ts';
import type { ServiceConfig } from './service.settings.ts';

export type { Logger };

/** Request lines are written together, when so much has gathered or at the latest after so long. */
const GATHERED_CHARACTERS = 16_000;
const GATHERED_MS = 100;

/** Where log lines go. */
export interface LogStream {
  /** Takes a line, to be written soon. */
  write(line: string): void;
  /** Writes what it has taken. */
  flush(): void;
}

let gathering: LogStream | undefined;

/** Standard output, to which log lines are written as JSON, as they stand or for a person at a terminal. */
export async function openLogStream({ LOG_FORMAT }: ServiceConfig): Promise<LogStream> {
  const pretty = LOG_FORMAT === 'pretty' || (LOG_FORMAT === 'auto' && process.stdout.isTTY);
  if (!pretty) return (gathering ??= gatheringStdout());
  // Loaded only here, since a service in a cluster never needs it.
  const { prettyStream } = await import('./pretty-log.ts');
  return prettyStream();
}

/** A logger that writes one JSON line per entry. */
export function createLogger(
  { service, version, instance }: Instance,
  { LOG_LEVEL }: ServiceConfig,
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
      // What is not one of many requests is to be seen at once.
      stream.flush();
    },
  });
}

/** A write for each line would be a system call for each RPC (docs/adr/0006). */
function gatheringStdout(): LogStream {
  const stdout = destination(1);
  let gathered = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered) stdout.write(gathered);
    gathered = '';
  };
  process.on('exit', flush);
  return {
    write(line) {
      gathered += line;
      timer ??= setTimeout(flush, GATHERED_MS).unref();
      if (gathered.length > GATHERED_CHARACTERS) flush();
    },
    flush,
  };
}

/** Nest's own messages in our log; what it says while starting is of use only to who debugs Nest. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message) => logger.debug(message),
    warn: (message) => logger.warn(message),
    error: (message) => (message instanceof Error ? logger.error(message) : logger.error({ detail: message }, 'Nest')),
  };
}
