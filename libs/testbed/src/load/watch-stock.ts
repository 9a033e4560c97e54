import { Agent } from 'undici';

import { isTrueWithin } from '../until.ts';
import { reservePieces, type PiecesToReserve, type ReservedPieces } from './reserve-pieces.ts';
import { StreamViewer } from './stream-viewer.ts';

const POLL = { intervalMs: 100 };
/** The time for viewers to get their stock. */
const SETTLE = { ...POLL, timeoutMs: 10_000 };

export interface StockToWatch {
  /** Of the gateway, such as http://localhost:9999. */
  readonly origin: string;
  readonly productId: number;
  /** The viewers, who watch the same product at the same time. */
  readonly viewers: readonly ViewerOptions[];
  /** What is reserved while they watch. */
  readonly pieces: Pick<PiecesToReserve, 'count' | 'requestsPerSecond'>;
  /** How long they watch in any case, and at most although a viewer waits for more, from when all have the stock. */
  readonly minMs: number;
  readonly maxMs: number;
}

export interface ViewerOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Waits until inventory has served this viewer with so many streams. */
  readonly streams: number;
  /** Waits until this viewer has got so many changes. */
  readonly changes: number;
}

/** What one viewer got. */
export interface WatchedStream {
  /** When each stream of inventory had its first message, in milliseconds from the first. */
  readonly openedAt: readonly number[];
  readonly changes: number;
  readonly lost: number;
  readonly repeated: number;
  readonly reordered: number;
  /** How often the viewer itself had to connect again, or was refused. */
  readonly reconnects: number;
}

export interface WatchedStock {
  readonly viewers: readonly WatchedStream[];
  readonly reserved: ReservedPieces;
}

/** One viewer that is watching. */
interface Watching {
  readonly viewer: StreamViewer;
  readonly options: ViewerOptions;
  readonly openedAt: number[];
}

/** Watches the stock of a product by several viewers, each with headers of its own, while pieces are reserved. */
export async function watchStock(stock: StockToWatch, signal: AbortSignal): Promise<WatchedStock> {
  const { origin, productId, viewers, minMs, maxMs } = stock;
  await using ending = new AsyncDisposableStack();
  const agent = new Agent({ connections: viewers.length, pipelining: 1, bodyTimeout: 0 });
  ending.defer(() => agent.destroy());
  const leave = new AbortController();
  const url = new URL(`/product/${productId}/events`, origin);
  const watching = viewers.map((options): Watching => {
    const openedAt: number[] = [];
    const listener = {
      onHop: ({ service }: { service: string }) => void (service === 'inventory' && openedAt.push(performance.now())),
      onRefused: () => undefined,
      onConnectionError: () => undefined,
    };
    return { options, openedAt, viewer: new StreamViewer(agent, url, options.headers ?? {}, listener) };
  });
  const left = Promise.all(watching.map(({ viewer }) => viewer.watch(AbortSignal.any([signal, leave.signal]))));
  ending.defer(async () => {
    leave.abort();
    await left;
  });
  await isTrueWithin(() => watching.every(({ viewer }) => viewer.sequence.position !== undefined), {
    ...SETTLE,
    signal,
  });
  const startedAt = performance.now();
  const reserved = await reservePieces({ ...stock.pieces, origin, productId }, signal);
  const elapsed = () => performance.now() - startedAt;
  const hasAll = ({ openedAt, options: { streams, changes }, viewer: { sequence } }: Watching) =>
    openedAt.length >= streams && sequence.changes >= changes;
  const end = { ...POLL, timeoutMs: maxMs - elapsed(), signal };
  await isTrueWithin(() => elapsed() >= minMs && watching.every(hasAll), end);
  signal.throwIfAborted();
  return { viewers: watching.map(outcomeOf), reserved };
}

function outcomeOf({ viewer: { sequence, reconnects }, openedAt }: Watching): WatchedStream {
  const { changes, lost, repeated, reordered } = sequence;
  const [first = 0] = openedAt;
  return { openedAt: openedAt.map((each) => each - first), changes, lost, repeated, reordered, reconnects };
}
