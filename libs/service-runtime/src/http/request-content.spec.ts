import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';
import { START_BACKEND } from '#testbed';

const PRICE_PATH = '/productPrice/9310301';

describe('a request with content', () => {
  const responseTo = (port: number, text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      let response = '';
      socket.setEncoding('latin1').on('data', (chunk) => (response += String(chunk)));
      socket.on('close', () => resolve(response));
      socket.write(text);
    });

  it.each(['GET', 'POST', 'PUT', 'DELETE', 'HEAD'])('is refused if %s announces more than 64 KiB', async (method) => {
    await using price = await START_BACKEND.price();
    const head = `${method} ${PRICE_PATH} HTTP/1.1\r\nhost: a\r\ncontent-length: 65537\r\n\r\n`;
    const response = await responseTo(price.service.httpPort, head);
    expect(response).toMatch(/^HTTP\/1.1 413 /);
    expect(response).toMatch(/connection: close/i);
  });

  it('is served up to 64 KiB, on a connection that goes on', async () => {
    await using price = await START_BACKEND.price();
    const content = 'a'.repeat(65_536);
    const request = `GET ${PRICE_PATH} HTTP/1.1\r\nhost: a\r\ncontent-length: ${content.length}\r\n\r\n${content}`;
    const last = `GET ${PRICE_PATH} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`;
    const responses = await responseTo(price.service.httpPort, request + last);
    expect(responses.match(/HTTP\/1.1 200/g)).toHaveLength(2);
  });

  it('is refused after 64 KiB if it is chunked, so that it may be endless', async () => {
    await using price = await START_BACKEND.price();
    const head = `GET ${PRICE_PATH} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n`;
    const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;
    const response = await responseTo(price.service.httpPort, head + chunk.repeat(3));
    expect(response).toMatch(/^HTTP\/1.1 413 /);
    expect(response).toMatch(/connection: close/i);
  });
});
