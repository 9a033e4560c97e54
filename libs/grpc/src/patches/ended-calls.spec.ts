import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { RpcClient, START_BACKEND } from '#testbed';

import { installClientPatches } from './install-patches.ts';

const CALLS = 5000;
const CONCURRENCY = 64;
/** A call takes some 12,000 bytes on both sides, nearly all of which stay in old space if a connection retains it. */
const MAX_BYTES_RETAINED = 4000;

setFlagsFromString('--expose-gc');
const collectAll = runInNewContext('gc') as () => void;

/** The bytes that only a full collection frees. */
function oldBytes(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => name === 'old_space');
  return spaces.reduce((sum, { space_used_size: size }) => sum + size, 0);
}

describe('an ended call', () => {
  it('is not retained by the connection of its client or of its server', { timeout: 120_000 }, async () => {
    installClientPatches();
    await using price = await START_BACKEND.price();
    using client = new RpcClient(price.grpcPort);
    const getPrice = () => client.call(PriceServiceService.getPrice, { productId: 9310301 });
    const load = async () => {
      let left = CALLS;
      const caller = async () => {
        while (left-- > 0) await getPrice();
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, caller));
    };
    await load();
    // Moves what the connections retain to old space.
    collectAll();
    const before = oldBytes();
    await load();
    expect((oldBytes() - before) / CALLS).toBeLessThan(MAX_BYTES_RETAINED);
  });
});
