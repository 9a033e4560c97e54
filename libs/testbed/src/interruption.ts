/** Aborts when this process is told to end, by Ctrl-C or otherwise; the reason says by what. It ends when its work has. */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupted.abort(new Error(`Stopped by ${signal}.`)));
  }
  return interrupted.signal;
}
