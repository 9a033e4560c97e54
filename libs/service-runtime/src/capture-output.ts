import { Console } from 'node:console';
import { Writable } from 'node:stream';

import type { ProcessLog } from './process-log.ts';

/**
 * Logs what would be plain text on standard output or standard error: Node's warnings, and what a library prints by
 * `console`.
 */
export function captureOutput(log: ProcessLog): void {
  // Node's listener prints warnings. It does not exist with --no-warnings.
  if (process.listenerCount('warning') > 0) {
    process.removeAllListeners('warning');
    process.on('warning', (warning) => log.warn(`${warning.name}: ${warning.message}`, warning));
  }
  globalThis.console = new Console(
    eachWrite((text) => log.info(text)),
    eachWrite((text) => log.warn(text)),
  );
}

/** The console writes once for each call. */
function eachWrite(log: (text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      log(text.trimEnd());
      done();
    },
  });
}
