import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';

import liveView from '../views/live.hbs';
import script from '../views/live.inline.js';
import liveMinute from '../views/live-minute.hbs';
import page from '../views/styles/layout.css';
import live from '../views/styles/live.css';
import hops from '../views/styles/live-hops.css';
import media from '../views/styles/live-media.css';
import theme from '../views/styles/theme.css';
import { bars, strip } from './live.charts.ts';
import { pageHeaders, renderPage } from './layout.page.ts';
import type { LiveView } from './live.json.ts';
import { instanceColors, liveHop, milliseconds, percent } from './live.hop.ts';

// The package declares no types for its runtime.
(runtime as unknown as typeof Handlebars).registerPartial('live-minute', liveMinute);

const style = theme + page + live + hops + media;

/** Headers of the page, which has one inline script and reads events from the gateway. */
export const LIVE_PAGE_HEADERS = pageHeaders(style, script);

/** The page of the live view. It shows the last minute without its script as well. */
export const livePage = (view: LiveView): string =>
  renderPage(
    liveView,
    {
      title: `Live view of ${view.productId}`,
      productId: view.productId,
      gateway: view.gateway,
      script,
      ...model(view),
    },
    style,
  );

/** The part of the page that changes every second. */
export const liveMinuteHtml = (view: LiveView): string => liveMinute(model(view));

const model = ({ minute }: LiveView) => ({
  samples: minute.samples,
  failed: percent(minute.failed, minute.samples),
  isFailed: minute.failed > 0,
  errors: minute.errors.map(({ name }) => name).join(', '),
  degraded: percent(minute.degraded, minute.samples),
  isDegraded: minute.degraded > 0,
  degradedParts: minute.degradedParts.map(({ name }) => name).join(', '),
  p50: milliseconds(minute.p50Ms),
  p99: milliseconds(minute.p99Ms),
  bars: bars(minute),
  isWithoutHops: minute.samples > 0 && minute.hops.length === 0,
  hops: minute.hops.map((hop) => ({ ...liveHop(hop), strip: strip(hop, instanceColors(hop)) })),
});
