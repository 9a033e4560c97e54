import pretty from 'pino-pretty';

import type { LogStream } from './logger.ts';

/** Standard output as a person reads it. A request is one short line, with what identifies it left out. */
export function prettyStream(): LogStream {
  const stream = pretty({
    sync: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,service,version,instance,hostname,method,path,status,duration_ms,span_id',
    messageFormat: (log, messageKey) =>
      log['duration_ms'] === undefined
        ? String(log[messageKey])
        : `${String(log['method'])}${log['path'] ? ` ${String(log['path'])}` : ''} → ${String(log['status'])} in ${String(log['duration_ms'])} ms`,
  });
  return { write: (line) => void stream.write(line), flush: () => undefined };
}
