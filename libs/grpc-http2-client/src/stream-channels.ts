import type { ClientHttp2Session } from 'node:http2';

import type { CallRequest } from './request-fields.ts';
import type { StreamCall, StreamListener } from './http2-stream-call.ts';
import { Http2Channel } from './http2-channel.ts';

/**
 * How many streams share one channel, which has one connection to each address. Servers and proxies allow at least 100 streams of a
 * connection (RFC 9113, section 6.5.2).
 */
const STREAMS_PER_CHANNEL = 100;

interface Pooled {
  readonly channel: Http2Channel;
  streams: number;
}

/**
 * Channels for long-lived streams to one service: as many as the streams need, since a connection has at most as many streams as
 * its server allows (grpc.io/docs/guides/performance, "pool of channels"). They are other connections than those of unary calls,
 * whose places streams would take. A channel without streams is closed, except the first.
 */
export class StreamChannels {
  #channels: Pooled[] = [];
  #isClosed = false;

  /** @param onSession called with the session of each connection, before it is used */
  constructor(
    private readonly host: string,
    private readonly port: number,
    private readonly onSession?: (session: ClientHttp2Session) => void,
  ) {}

  /** How many channels there are. */
  get size(): number {
    return this.#channels.length;
  }

  /** Starts a call on the first channel that has a place for it. */
  open(request: CallRequest, listener: StreamListener): StreamCall {
    const pooled =
      this.#channels.find(({ channel, streams }) => streams < STREAMS_PER_CHANNEL && channel.hasCapacity) ??
      this.#add();
    pooled.streams += 1;
    return pooled.channel.stream(request, {
      onMessage: (message) => listener.onMessage(message),
      onEnd: (end) => {
        this.#leave(pooled);
        listener.onEnd(end);
      },
    });
  }

  /** Lets open streams end, and accepts no more. */
  close(): void {
    this.#isClosed = true;
    for (const { channel } of this.#channels) channel.close();
  }

  #add(): Pooled {
    const pooled = { channel: new Http2Channel(this.host, this.port, this.onSession), streams: 0 };
    if (this.#isClosed) pooled.channel.close();
    else this.#channels.push(pooled);
    return pooled;
  }

  #leave(pooled: Pooled): void {
    pooled.streams -= 1;
    if (pooled.streams > 0 || pooled === this.#channels[0] || this.#isClosed) return;
    pooled.channel.close();
    this.#channels = this.#channels.filter((each) => each !== pooled);
  }
}
