import { createLoadAgent } from './load-agent.ts';
import { StreamViewer } from './stream-viewer.ts';
import { until } from '../until.ts';

const CONNECTIONS = 16;
const TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 20;

const IGNORED = { onHop: () => undefined, onRefused: () => undefined, onConnectionError: () => undefined };

/**
 * The version of each product's stock, as a new viewer gets it, who resumes nothing.
 *
 * @returns some of them only if the signal aborts
 * @throws Error if the gateway serves no stream of a product in time
 */
export async function readStockVersions(
  origin: string,
  productIds: Iterable<number>,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  await using ending = new AsyncDisposableStack();
  const agent = createLoadAgent(CONNECTIONS);
  ending.defer(() => agent.destroy());
  const versions = new Map<number, number>();

  async function read(productId: number): Promise<void> {
    const leave = new AbortController();
    const url = new URL(`/product/${productId}/events`, origin);
    const viewer = new StreamViewer(agent, url, headers, IGNORED);
    const left = viewer.watch(AbortSignal.any([signal, leave.signal]));
    const options = { timeoutMs: TIMEOUT_MS, intervalMs: POLL_INTERVAL_MS, signal };
    try {
      const what = `a new viewer gets the stock of product ${productId}`;
      const { version } = await until(() => viewer.sequence.position, { ...options, what });
      versions.set(productId, version);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      leave.abort();
      await left;
    }
  }

  const waiting = new Set(productIds).values();
  const readSequentially = async () => {
    for (const productId of waiting) await read(productId);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, readSequentially));
  return versions;
}
