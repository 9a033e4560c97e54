import { prettyFactory } from 'pino-pretty';

/** A log line as a person reads it. A request is one short line, with what identifies it left out. */
export const prettyLine = prettyFactory({
  singleLine: true,
  translateTime: 'SYS:HH:MM:ss.l',
  ignore: 'pid,service,version,instance,hostname,method,path,status,duration_ms,span_id',
  messageFormat: (log, messageKey) =>
    log['duration_ms'] === undefined
      ? String(log[messageKey])
      : `${String(log['method'])}${log['path'] ? ` ${String(log['path'])}` : ''} → ${String(log['status'])} in ${String(log['duration_ms'])} ms`,
});
