import { setLogger } from '@grpc/grpc-js';

import type { Logger } from './logger.ts';

/** What grpc-js reads itself to decide what it logs. */
const { GRPC_NODE_VERBOSITY, GRPC_VERBOSITY } = process.env;

/**
 * Makes log lines of what grpc-js logs, which is errors unless GRPC_VERBOSITY says otherwise, and with it GRPC_TRACE. Who
 * sets that asks for these lines, whatever LOG_LEVEL is.
 */
export function logGrpc(logger: Logger): void {
  const level = (GRPC_NODE_VERBOSITY ?? GRPC_VERBOSITY) ? 'debug' : logger.level;
  const grpc = logger.child({ library: 'grpc-js' }, { level });
  setLogger({
    error: (...parts: unknown[]) => grpc.error(parts.join(' ')),
    info: (...parts: unknown[]) => grpc.info(parts.join(' ')),
    debug: (...parts: unknown[]) => grpc.debug(parts.join(' ')),
  });
}
