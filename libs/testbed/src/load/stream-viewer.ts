import { setTimeout as sleep } from 'node:timers/promises';

import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Agent } from 'undici';
import * as v from 'valibot';

import { ChangeSequence } from './change-sequence.ts';
import { connectionError } from './load-agent.ts';
import type { Hop } from './product-response.ts';

/** As long as the gateway asks a browser to wait. */
const RECONNECT_MS = 2000;

const HopEvent = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    service: v.string(),
    version: v.nullable(v.string()),
    instance: v.nullable(v.string()),
    attempt: v.nullable(v.number()),
    opened: v.number(),
    fault: v.optional(v.string()),
  }),
);

/** What happens to a viewer. */
export interface ViewerListener {
  onHop(hop: Hop, opened: number): void;
  onRefused(status: number): void;
  onConnectionError(code: string): void;
}

/** A viewer of /product/<id>/events that reconnects as EventSource does, also after an error, after which EventSource gives up. */
export class StreamViewer {
  readonly sequence = new ChangeSequence();
  events = 0;
  reconnects = 0;
  longestGapMs = 0;
  #receivedAt = performance.now();
  #lastEventId = '';
  readonly #agent: Agent;
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #listener: ViewerListener;

  constructor(agent: Agent, url: URL, headers: Readonly<Record<string, string>>, listener: ViewerListener) {
    this.#agent = agent;
    this.#url = url;
    this.#headers = headers;
    this.#listener = listener;
  }

  /** Watches until the signal aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    this.#receivedAt = performance.now();
    while (!signal.aborted) {
      await this.#watchOnce(signal).catch((error: unknown) => {
        if (!signal.aborted) this.#listener.onConnectionError(connectionError(error));
      });
      if (signal.aborted) break;
      this.reconnects += 1;
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
    this.#markReceived();
  }

  async #watchOnce(signal: AbortSignal): Promise<void> {
    const { origin, pathname } = this.#url;
    const { statusCode, body } = await this.#agent.request({
      origin,
      path: pathname,
      method: 'GET',
      headers: { ...this.#headers, ...(this.#lastEventId && { 'last-event-id': this.#lastEventId }) },
      signal,
    });
    if (statusCode !== 200) {
      this.#listener.onRefused(statusCode);
      await body.dump();
      return;
    }
    const parser = createParser({ onEvent: (event) => this.#onEvent(event), onComment: () => this.#markReceived() });
    body.setEncoding('utf8');
    for await (const text of body) parser.feed(String(text));
  }

  #onEvent({ event, id, data }: EventSourceMessage): void {
    this.#markReceived();
    this.events += 1;
    if (event === 'hop') {
      const { opened, ...hop } = v.parse(HopEvent, data);
      return this.#listener.onHop(hop, opened);
    }
    if (id === undefined) return;
    this.#lastEventId = id;
    if (event === 'inventory') this.sequence.addStock(id);
    else if (event === 'change') this.sequence.addChange(id);
  }

  #markReceived(): void {
    const now = performance.now();
    this.longestGapMs = Math.max(this.longestGapMs, now - this.#receivedAt);
    this.#receivedAt = now;
  }
}
