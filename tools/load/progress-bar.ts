const WIDTH = 30;
const REDRAW_MS = 100;

/** A line on a terminal that says how much is done; gone at the end of the `using` block. */
export interface ProgressBar extends Disposable {
  show(done: number): void;
}

/** Draws on standard error if that is a terminal, and nothing anywhere else. */
export function startProgressBar(total: number, output: NodeJS.WriteStream = process.stderr): ProgressBar {
  if (!output.isTTY) return { show: () => undefined, [Symbol.dispose]: () => undefined };
  let drawnAt = -Infinity;
  return {
    show: (done) => {
      if (performance.now() - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = performance.now();
      const filled = Math.round((WIDTH * done) / total);
      output.cursorTo(0);
      output.write(`[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${done} of ${total} requests`);
    },
    [Symbol.dispose]: () => {
      output.cursorTo(0);
      output.clearLine(0);
    },
  };
}
