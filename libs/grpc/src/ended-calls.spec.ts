import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { RpcClient, START_BACKEND } from '#testbed';

const CALLS = 5000;
const AT_A_TIME = 64;
/** A call of both sides takes some 12,000 bytes; nearly all of them stay if its connections hold on to it. */
const BYTES_LEFT = 4000;

setFlagsFromString('--expose-gc');
const collectAll = runInNewContext('gc') as () => void;

/** What only a full collection looks at again. */
function oldBytes(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => name === 'old_space');
  return spaces.reduce((sum, { space_used_size: size }) => sum + size, 0);
}

describe('a call that has ended', () => {
  it('is no longer held, neither by its client nor by its server', { timeout: 120_000 }, async () => {
    await using price = await START_BACKEND.price();
    using client = new RpcClient(price.grpcPort);
    const ask = () => client.call(PriceServiceService.getPrice, { productId: 9310301 });
    const load = async () => {
      let left = CALLS;
      const caller = async () => {
        while (left-- > 0) await ask();
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, caller));
    };
    await load();
    // What the connections hold now is old from here on.
    collectAll();
    const before = oldBytes();
    await load();
    expect((oldBytes() - before) / CALLS).toBeLessThan(BYTES_LEFT);
  });
});
