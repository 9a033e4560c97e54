import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import { EventStream } from './event-stream.ts';

const EVENT = Buffer.from(`event: minute\ndata: ${'x'.repeat(10_000)}\n\n`);

/** The stream of a viewer that is connected over TCP, with the response that carries it. */
async function openStream() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return { client, response, stream: new EventStream(response, { 'x-request-id': 'a' }) };
}

describe('the event stream of a viewer', () => {
  it('has the headers of server-sent events, and says after which time to open it again', async () => {
    const { client, stream } = await openStream();
    let text = '';
    client.on('data', (chunk: Buffer) => (text += chunk.toString()));
    stream.send(Buffer.from('event: minute\ndata: a\n\n'));
    stream.end();
    await expect.poll(() => text).toContain('data: a');
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\nx-request-id: a\r\ncontent-type: text\/event-stream\r\n/);
    expect(text).toContain('cache-control: no-store');
    expect(text).toContain('retry: 2000\n\n');
  });

  it('buffers at most one event beyond 64 KiB for a client that does not read, and then disconnects it', async () => {
    const { client, response, stream } = await openStream();
    client.pause();
    let most = 0;
    // The kernel buffers some megabytes first.
    for (let sent = 0; !response.destroyed && sent < 100_000; sent++) {
      stream.send(EVENT);
      most = Math.max(most, response.writableLength);
      if (sent % 50 === 0) await new Promise(setImmediate);
    }
    expect(response.destroyed).toBe(true);
    expect(most).toBeLessThan(64 * 1024 + 2 * EVENT.length);
  });

  it('is not written to after its end', async () => {
    const { response, stream } = await openStream();
    stream.end();
    stream.send(EVENT);
    expect(response.writableEnded).toBe(true);
  });
});
