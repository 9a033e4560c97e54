import { setMaxListeners } from 'node:events';

import { Agent } from 'undici';

import { isTrueWithin } from '../until.ts';
import { createLoadAgent, withoutFault } from './load-agent.ts';
import type { Hop } from './product-response.ts';
import { ReservationStock } from './reservation-stock.ts';
import { StreamViewer, type ViewerListener } from './stream-viewer.ts';
import { StreamOutcomes } from './stream-outcomes.ts';
import type { StreamReport } from './stream-report.ts';
import { readStockVersions } from './stock-versions.ts';

const SETTLE_MS = 15_000;
const POLL_INTERVAL_MS = 100;
/** A stream on which nothing arrives for so long has broken: four heartbeats. */
const BODY_TIMEOUT_MS = 60_000;

export interface StreamOptions {
  /** Of the gateway, such as http://localhost:9999. */
  readonly origin: string;
  /** How many streams, spread over the first products of the catalogue. */
  readonly streams: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Is called for each hop event of a stream, which has a number from 0. */
  readonly onHop?: ((stream: number, hop: Hop) => void) | undefined;
  /** How long viewers may take to get the stock, and at the end the last changes; 15 s unless given. */
  readonly settleMs?: number | undefined;
}

/** Streams that are watched until they are stopped, at the latest at the end of the `await using` block. */
export interface RunningStreams extends AsyncDisposable {
  /** Lets viewers get the last changes, compares what each got, and leaves. No change may be made from then on. */
  stop(): Promise<StreamReport>;
}

interface Watched {
  readonly productId: number;
  readonly viewer: StreamViewer;
}

/**
 * Starts to watch the stock of products, and resolves once each viewer has it. It makes no changes itself.
 *
 * @param interrupt ends the streams
 * @throws Error if the gateway does not respond
 */
export async function startStreams(
  { origin, streams, headers = {}, onHop, settleMs = SETTLE_MS }: StreamOptions,
  interrupt: AbortSignal,
): Promise<RunningStreams> {
  const leave = new AbortController();
  const signal = AbortSignal.any([interrupt, leave.signal]);
  setMaxListeners(0, interrupt, signal);
  await using ending = new AsyncDisposableStack();
  const agent = new Agent({ connections: streams, pipelining: 1, bodyTimeout: BODY_TIMEOUT_MS });
  ending.defer(() => agent.destroy());
  const outcomes = new StreamOutcomes();
  const readHeaders = withoutFault(headers);
  const productIds = await listProducts(origin, readHeaders, signal);
  const startedAt = performance.now();
  const watched = Array.from({ length: streams }, (_, index): Watched => {
    const productId = productIds[index % productIds.length] ?? 0;
    const url = new URL(`/product/${productId}/events`, origin);
    const listener: ViewerListener = {
      onHop: (hop, opened) => {
        outcomes.onHop(hop, opened);
        onHop?.(index, hop);
      },
      onRefused: (status) => outcomes.onRefused(status),
      onConnectionError: (code) => outcomes.onConnectionError(code),
    };
    return { productId, viewer: new StreamViewer(agent, url, headers, listener) };
  });
  const watching = Promise.all(watched.map(({ viewer }) => viewer.watch(signal)));
  ending.defer(async () => {
    leave.abort();
    await watching;
  });
  const settle = { timeoutMs: settleMs, intervalMs: POLL_INTERVAL_MS, signal };
  await isTrueWithin(() => watched.every(({ viewer }) => viewer.sequence.position !== undefined), settle);
  const started = ending.move();
  return {
    stop: async () => {
      // The last change of a product is lost without a trace if its only viewer does not get it.
      const ids = watched.map(({ productId }) => productId);
      const versions = await readStockVersions(origin, ids, readHeaders, signal);
      await isTrueWithin(() => behind(watched, versions) === 0, settle);
      leave.abort();
      await watching;
      const viewers = watched.map(({ viewer }) => viewer);
      const seconds = (performance.now() - startedAt) / 1000;
      return outcomes.report(viewers, seconds, behind(watched, versions));
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function listProducts(
  origin: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number[]> {
  await using ending = new AsyncDisposableStack();
  const agent = createLoadAgent(1);
  ending.defer(() => agent.destroy());
  return await new ReservationStock({ agent, origin, headers }, signal).listProducts();
}

/**
 * How many changes viewers lack that other viewers of the same product have. A viewer without any stock lacks one.
 *
 * @param versions of the products, as new viewers got them
 */
function behind(watched: readonly Watched[], versions: ReadonlyMap<number, number>): number {
  let missing = 0;
  for (const [productId, ofProduct] of Map.groupBy(watched, (each) => each.productId)) {
    const positions = ofProduct.map(({ viewer }) => viewer.sequence.position);
    const newest = Math.max(versions.get(productId) ?? 0, ...positions.map((position) => position?.version ?? 0));
    for (const position of positions) missing += position ? newest - position.version : 1;
  }
  return missing;
}
