/**
 * Aborts on SIGINT, SIGTERM or SIGHUP, with a reason that names the signal. The process itself goes on, so that it can clean
 * up before it ends.
 */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupted.abort(new Error(`Stopped by ${signal}.`)));
  }
  return interrupted.signal;
}
