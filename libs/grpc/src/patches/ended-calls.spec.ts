import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, it } from 'vitest';
import { PriceServiceService, type GetPriceResponse } from '#contracts';
import { RpcClient, START_BACKEND } from '#testbed';

import { GRPC_TRANSPORTS } from '../grpc-transports.ts';
import { openUnaryChannel } from '../unary-channels.ts';
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

const { path, requestSerialize, responseDeserialize } = PriceServiceService.getPrice;
const REQUEST = { productId: 9310301 };

/** By transport, a client of price that calls GetPrice. */
const CLIENTS = {
  http2: (port: number) => {
    const channel = openUnaryChannel('http2', '127.0.0.1', port);
    const getPrice = () =>
      new Promise<GetPriceResponse>((resolve, reject) => {
        const request = { path, message: requestSerialize(REQUEST), metadata: {}, deadline: Infinity };
        channel.call(request, ({ message, details }) =>
          message ? resolve(responseDeserialize(message)) : reject(new Error(details)),
        );
      });
    return { getPrice, [Symbol.dispose]: () => channel.close() };
  },
  'grpc-js': (port: number) => {
    installClientPatches();
    const client = new RpcClient(port);
    const getPrice = () => client.call(PriceServiceService.getPrice, REQUEST);
    return { getPrice, [Symbol.dispose]: () => client[Symbol.dispose]() };
  },
};

describe.each(GRPC_TRANSPORTS)('an ended call over %s', (transport) => {
  it('is not retained by the connection of its client or of its server', { timeout: 120_000 }, async () => {
    await using price = await START_BACKEND.price();
    using client = CLIENTS[transport](price.grpcPort);
    const load = async () => {
      let left = CALLS;
      const caller = async () => {
        while (left-- > 0) await client.getPrice();
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
