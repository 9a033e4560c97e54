import { describe, expect, it } from 'vitest';
import type { ListReviewsResponse } from '#contracts';
import { encodeWindowUpdate, FRAME_TYPE, RawHttp2Client } from '#testbed';

import { listReviews, MAX_STREAM_ID, ofSize, request, startServer } from './listener.server.ts';

const MESSAGE_PREFIX_BYTES = 5;

/** The message of a response, of all its DATA frames. */
function message({ frames }: RawHttp2Client, streamId: number): ListReviewsResponse {
  const data = frames.filter((frame) => frame.streamId === streamId && frame.type === FRAME_TYPE.DATA);
  return listReviews.responseDeserialize(
    Buffer.concat(data.map(({ payload }) => payload)).subarray(MESSAGE_PREFIX_BYTES),
  );
}

async function closed(client: RawHttp2Client, timeout = 5000): Promise<void> {
  await expect.poll(() => client.closed, { timeout }).toBe(true);
}

/** The last stream ids of the GOAWAY frames, each once: a session that is closed sends the last one again. */
const goaways = (client: RawHttp2Client) => [...new Set(client.goaways())];

describe('a connection that ends', () => {
  it('never has a GOAWAY frame within another frame, whatever the flow-control window', async () => {
    const bytes = 300_000;
    const streams = 8;
    for (const window of [1, 997, 16_384, 100_000]) {
      using server = await startServer();
      using client = await RawHttp2Client.connect(server.port, window);
      let granted = 0;
      client.onFrame = ({ type, streamId, payload }) => {
        if (type !== FRAME_TYPE.DATA || payload.length === 0) return;
        granted += payload.length;
        // A byte at a time for a while, then enough for all that is left.
        const more = granted < 3000 ? window : bytes;
        client.write(encodeWindowUpdate(0, more), encodeWindowUpdate(streamId, more));
        if (granted >= 500 && goaways(client).length === 0) server.listener.sendGoaway();
      };
      const calls = Array.from({ length: streams }, () => client.call(listReviews, request(bytes)));
      client.write(...calls.map((call) => call.bytes));
      await closed(client, 20_000);
      expect(goaways(client)[0]).toBe(MAX_STREAM_ID);
      for (const { streamId } of calls) {
        expect(client.isServed(streamId)).toBe(true);
        expect(message(client, streamId)).toEqual(ofSize(bytes));
      }
    }
  }, 60_000);

  it('never has a GOAWAY frame within another frame, though its client reads nothing for a while', async () => {
    const bytes = 4_000_000;
    using server = await startServer();
    using client = await RawHttp2Client.connect(server.port, MAX_STREAM_ID);
    server.holdResponses();
    const calls = Array.from({ length: 4 }, () => client.call(listReviews, request(bytes)));
    client.write(encodeWindowUpdate(0, MAX_STREAM_ID - 65_535), ...calls.map((call) => call.bytes));
    await expect.poll(() => server.held.length).toBe(calls.length);
    client.pause();
    server.release();
    server.listener.sendGoaway();
    // What the server has written by then fills the buffers of the socket.
    for (let count = 0; count < 50; count += 1) await new Promise((resolve) => setImmediate(resolve));
    client.resume();
    await closed(client, 20_000);
    expect(goaways(client)).toEqual([MAX_STREAM_ID, calls.at(-1)?.streamId]);
    for (const { streamId } of calls) expect(message(client, streamId)).toEqual(ofSize(bytes));
  }, 60_000);
});
