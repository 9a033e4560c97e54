import { setLogger } from '@grpc/grpc-js';

import type { Logger } from './logger.ts';

/** The variables by which grpc-js decides what it logs. */
const { GRPC_NODE_VERBOSITY, GRPC_VERBOSITY } = process.env;

/**
 * Logs what grpc-js logs: errors by default, and what GRPC_VERBOSITY and GRPC_TRACE select, whatever LOG_LEVEL is.
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
