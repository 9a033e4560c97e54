/** Two windows that differ by less than this share are steady. */
const TOLERANCE = 0.05;
const MOST_WINDOWS = 8;

/**
 * Loads a program, window by window, until the figure of a window differs from that of the window before by less than 5 %:
 * until V8 has compiled what a request runs, and its heap has grown to the size that it keeps.
 *
 * @param takeWindow loads the program for a while, and gives a figure such as the CPU time of a request
 * @returns undefined, or by which share the last two of 8 windows still differed
 */
export async function warmUp(takeWindow: () => Promise<number>): Promise<number | undefined> {
  let previous = await takeWindow();
  let difference = Number.POSITIVE_INFINITY;
  for (let window = 2; window <= MOST_WINDOWS; window += 1) {
    const current = await takeWindow();
    // A window without responses has no figure that is finite.
    difference = Number.isFinite(previous) ? Math.abs(current - previous) / previous : Number.POSITIVE_INFINITY;
    if (difference < TOLERANCE) return undefined;
    previous = current;
  }
  return difference;
}
