// The charts of the live view as paths of SVG. A path for each colour, since sixty elements for each backend would be sent
// every second.
import type { Minute } from '../live/minute.ts';
import type { MinuteOfHop } from '../live/minute-of-hop.ts';

/** Strokes of one colour. */
export interface Strokes {
  /** The CSS classes that choose the colour. */
  readonly css: string;
  /** Path data: one vertical line for each second. */
  readonly d: string;
}

/** The units of the horizontal axis for each second; the whole minute is 240 wide. */
const SECOND = 4;
const NEWEST = 59;

/** The height of the charts, in the units of their viewBox. */
const STRIP_HEIGHT = 12;
const BARS_HEIGHT = 40;
/** A failed call is drawn higher than the others, so that it does not depend on its colour. */
const STRIP_TOP = { ok: 4, failed: 0, cancelled: 9 } as const;

/** A line for each call of the minute, in the colour of the instance that responded. */
export function strip({ seconds }: MinuteOfHop, colors: readonly string[]): readonly Strokes[] {
  return strokes(
    seconds.map(({ secondsAgo, instance, outcome }) => ({
      css: outcome === 'ok' ? (colors[instance] ?? '') : outcome,
      secondsAgo,
      top: STRIP_TOP[outcome],
      bottom: STRIP_HEIGHT,
    })),
  );
}

/** A bar for each product of the minute, as high as it took long. */
export function bars({ seconds }: Minute): readonly Strokes[] {
  const max = Math.max(1, ...seconds.map(({ durationMs }) => durationMs));
  return strokes(
    seconds.map(({ secondsAgo, outcome, durationMs }) => ({
      css: outcome,
      secondsAgo,
      top: Math.round(10 * (BARS_HEIGHT - Math.max(1, (durationMs / max) * BARS_HEIGHT))) / 10,
      bottom: BARS_HEIGHT,
    })),
  );
}

interface Stroke {
  readonly css: string;
  readonly secondsAgo: number;
  readonly top: number;
  readonly bottom: number;
}

function strokes(all: readonly Stroke[]): readonly Strokes[] {
  const paths = new Map<string, string>();
  for (const { css, secondsAgo, top, bottom } of all) {
    const x = (NEWEST - secondsAgo) * SECOND + SECOND / 2;
    paths.set(css, `${paths.get(css) ?? ''}M${x} ${top}V${bottom}`);
  }
  return [...paths].map(([css, d]) => ({ css, d }));
}
