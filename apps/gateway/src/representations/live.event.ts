import type { Minute } from '../live/minute.ts';
import type { LiveView } from './live.json.ts';
import { liveMinuteHtml } from './live.page.ts';

/** What ends a line of an event (HTML, 9.2.5). A name of an instance may have a carriage return. */
const LINE_END = /\r\n|\r|\n/;

/** All viewers of a product get the same bytes, which are rendered once. */
const events = new WeakMap<Minute, Buffer>();

/** The last minute as a server-sent event, whose data is the part of the page that changes. */
export function liveEvent(view: LiveView): Buffer {
  const known = events.get(view.minute);
  if (known) return known;
  const data = liveMinuteHtml(view).split(LINE_END).join('\ndata: ');
  const event = Buffer.from(`event: minute\ndata: ${data}\n\n`);
  events.set(view.minute, event);
  return event;
}
