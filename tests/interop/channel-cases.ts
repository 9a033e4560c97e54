// The cases about channels: many calls over one, a channel for each call, and several servers behind one.
import assert from 'node:assert/strict';

import type { UnaryChannel } from '#grpc-http2-client';

import { unaryCall } from './interop-client.ts';
import { withChannel, type InteropCase } from './interop-case.ts';
import { assertOk, callLargeUnary } from './large-unary.ts';

/** The calls that a soak has in flight. */
const SOAK_CONCURRENCY = 4;

/** How many calls at most until both servers have responded: each may need a while to be connected. */
const CONNECTING_CALLS = 10_000;
const BALANCED_CALLS = 20;

/** @throws Error with the first failure and the number of all, if a call fails */
async function soak(iterations: number, iterate: () => Promise<void>): Promise<void> {
  const failures: Error[] = [];
  let started = 0;
  const work = async () => {
    while (started < iterations) {
      started += 1;
      await iterate().catch((error: unknown) => failures.push(error as Error));
    }
  };
  await Promise.all(Array.from({ length: SOAK_CONCURRENCY }, work));
  const [first] = failures;
  if (first) throw new Error(`${failures.length} of ${started} calls failed; the first: ${first.message}`);
}

async function serverId(channel: UnaryChannel): Promise<string> {
  const outcome = await unaryCall(channel, { fillServerId: true });
  assertOk(outcome);
  const { serverId: id } = outcome.message!;
  assert.ok(id, 'The response does not name its server.');
  return id;
}

export const CHANNEL_CASES: readonly InteropCase[] = [
  {
    name: 'rpc_soak',
    description: 'large_unary again and again on one channel, four at a time: no call fails.',
    run: ({ openChannel, soakIterations }) =>
      withChannel(openChannel, (channel) => soak(soakIterations, () => callLargeUnary(channel))),
  },
  {
    name: 'channel_soak',
    description: 'large_unary again and again, four at a time, each on a channel of its own: no call fails.',
    run: ({ openChannel, soakIterations }) => soak(soakIterations, () => withChannel(openChannel, callLargeUnary)),
  },
  {
    name: 'round_robin_unary',
    description:
      'In place of pick_first_unary, since the channels of this project balance by round_robin: two servers behind one name ' +
      'share the calls.',
    requires: 'two addresses',
    run: ({ openChannelToTwoServers }) =>
      withChannel(openChannelToTwoServers, async (channel) => {
        const responders = new Set<string>();
        for (let call = 0; call < CONNECTING_CALLS && responders.size < 2; call += 1)
          responders.add(await serverId(channel));
        assert.equal(responders.size, 2, `Only ${[...responders].join()} has responded in ${CONNECTING_CALLS} calls.`);
        const counts = new Map<string, number>();
        for (let call = 0; call < BALANCED_CALLS; call += 1) {
          const id = await serverId(channel);
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
        assert.deepEqual([...counts.values()], [BALANCED_CALLS / 2, BALANCED_CALLS / 2]);
      }),
  },
];
