import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { until } from '../../libs/testbed/src/until.ts';

/** How many connections are opened at a time. */
const BATCH = 100;
const TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 2;
const CHANGE = 'event: change\n';
const STOCK = 'event: inventory\n';

interface Viewer {
  readonly socket: Socket;
  hasStock: boolean;
  changes: number;
}

/** Viewers of server-sent events that cost their process little: sockets that count events. */
export class RawViewers implements AsyncDisposable {
  readonly #viewers: Viewer[] = [];

  readonly #url: URL;

  constructor(url: URL) {
    this.#url = url;
  }

  /** Opens streams until there are so many, each of which has sent the stock. */
  async open(count: number, signal: AbortSignal): Promise<void> {
    while (this.#viewers.length < count) {
      const batch = Array.from({ length: Math.min(BATCH, count - this.#viewers.length) }, () => this.#connect());
      this.#viewers.push(...batch);
      await until(async () => batch.every(({ hasStock }) => hasStock) || undefined, {
        what: `${this.#viewers.length} streams have the stock`,
        timeoutMs: TIMEOUT_MS,
        intervalMs: POLL_INTERVAL_MS,
        signal,
      });
    }
  }

  /** Resolves when every viewer has so many changes. */
  async untilChanges(count: number, signal: AbortSignal): Promise<void> {
    await until(async () => this.#viewers.every(({ changes }) => changes >= count) || undefined, {
      what: `all viewers have change ${count}`,
      timeoutMs: TIMEOUT_MS,
      intervalMs: POLL_INTERVAL_MS,
      signal,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = this.#viewers.filter(({ socket }) => !socket.destroyed);
    const closed = open.map(({ socket }) => once(socket, 'close'));
    for (const { socket } of open) socket.destroy();
    await Promise.all(closed);
  }

  #connect(): Viewer {
    const { hostname, port, pathname, host } = this.#url;
    const socket = connect(Number(port), hostname);
    const viewer: Viewer = { socket, hasStock: false, changes: 0 };
    socket.setEncoding('latin1').on('error', () => undefined);
    // Events are short, and come in a packet of their own.
    socket.on('data', (text: string) => {
      viewer.hasStock ||= text.includes(STOCK);
      if (text.includes(CHANGE)) viewer.changes += text.split(CHANGE).length - 1;
    });
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    return viewer;
  }
}
