import type { ServerResponse } from 'node:http';

import { markUsed } from '#limits';

/** How much of what was sent a viewer may leave unread before it is sent no more. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** A viewer that leaves so many events in a row unread has stopped reading. */
const MAX_SKIPPED_EVENTS = 10;

/** The time after which a browser opens the stream again when it has ended. */
const RETRY_MS = 2000;

/** How long a viewer may take to read what is left when its stream ends. */
const END_TIMEOUT_MS = 1000;

/**
 * Headers of a stream of events. The connection closes with the stream: on one that is kept, the viewer of a gateway that drains
 * would come back to the same gateway. X-Accel-Buffering is for nginx, which otherwise gathers what is sent.
 */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  connection: 'close',
  'x-accel-buffering': 'no',
};

/** The server-sent events of one viewer (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class EventStream {
  #skipped = 0;

  /** @param headers of the response, besides those of an event stream */
  constructor(
    private readonly response: ServerResponse,
    headers: Readonly<Record<string, string | number | string[] | undefined>>,
  ) {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    response.writeHead(200, EVENT_STREAM_HEADERS).write(`retry: ${RETRY_MS}\n\n`);
    // The server leaves half-closed connections open. A viewer that closes its side has left.
    const { socket } = response.req;
    if (socket.readableEnded) this.end();
    else socket.once('end', () => this.end());
  }

  /**
   * Sends an event. A slow reader skips it, since the next one has the whole minute again; one that does not read at all is
   * disconnected.
   */
  send(event: Buffer): void {
    const { response } = this;
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength <= MAX_UNREAD_BYTES) {
      if (response.socket) markUsed(response.socket);
      this.#skipped = 0;
      response.write(event);
    } else if ((this.#skipped += 1) >= MAX_SKIPPED_EVENTS) response.destroy();
  }

  /**
   * Sends an event that the viewer must not miss. One that reads too slowly is disconnected, and resumes after the last event that
   * it has read.
   */
  sendNext(event: string): void {
    const { response } = this;
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    else response.write(event);
  }

  /** Ends the response; a browser opens the stream again. */
  end(): void {
    const { response } = this;
    if (response.writableEnded) return;
    response.end();
    setTimeout(() => response.destroy(), END_TIMEOUT_MS).unref();
  }
}
