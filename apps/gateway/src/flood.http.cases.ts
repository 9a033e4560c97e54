// Floods of HTTP/1.1 that flood.spec.ts runs; those of HTTP/2 need the frames of the testbed, and are in that spec.
import { connections, pour, send, type Flood } from './flood.connections.ts';

const PRODUCT_PATH = '/product/9310301';
const GET_EVENTS = `GET ${PRODUCT_PATH}/live/events HTTP/1.1\r\nhost: gateway\r\n\r\n`;
const GET_PRODUCT = `GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\n\r\n`;

const POST_RESERVATION = `POST ${PRODUCT_PATH}/reservations HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n`;

/** Opens connections to an HTTP port, which is read when a flood starts. */
const opener =
  (port: () => number) =>
  (text: string, reads = true) =>
    send(port(), text, reads);

/** Floods of idle connections to an HTTP port, by name. */
export function idleHttpFloods(port: () => number): Record<string, Flood> {
  const http = opener(port);
  return {
    '2,000 HTTP connections that stay open': connections(2000, () => http(GET_PRODUCT)),
    '2,000 HTTP connections with half a header': connections(2000, () =>
      http(`GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\nx-half: ${'a'.repeat(8000)}`),
    ),
    '2,000 HTTP connections that say nothing': connections(2000, () => http('')),
  };
}

/** Floods of large, endless or many requests to an HTTP port, by name. */
export function httpRequestFloods(port: () => number): Record<string, Flood> {
  const http = opener(port);
  return {
    '100 connections with a header of 64 KiB': connections(100, () =>
      http(`GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\nx-large: ${'a'.repeat(65_536)}\r\n\r\n`),
    ),
    '100 connections with 3,000 header fields': connections(100, () =>
      http(`GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\n${'a:b\r\n'.repeat(3000)}\r\n`),
    ),
    '20 connections with a body without end of a POST': connections(20, () =>
      pour(
        http(`POST ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\ncontent-length: 1000000000000\r\n\r\n`),
        Buffer.alloc(1 << 20),
      ),
    ),
    '20 connections with a chunked body without end of a GET': connections(20, () =>
      pour(
        http(`GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\ntransfer-encoding: chunked\r\n\r\n`),
        Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000), Buffer.from('\r\n')]),
      ),
    ),
    '2,000 connections with half of a reservation': connections(2000, () =>
      http(`${POST_RESERVATION}content-length: 4096\r\n\r\n${'{"optionId":'.padEnd(2048)}`),
    ),
    '20 connections with a chunked reservation without end': connections(20, () =>
      pour(
        http(`${POST_RESERVATION}transfer-encoding: chunked\r\n\r\n`),
        Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000), Buffer.from('\r\n')]),
      ),
    ),
    '100 connections with 1,000 pipelined requests each': connections(100, () => http(GET_PRODUCT.repeat(1000))),
    '100 connections with 1,000 pipelined requests each that never read': connections(100, () =>
      http(GET_PRODUCT.repeat(1000), false),
    ),
    '1,500 viewers of the live view that never read': connections(1500, () => http(GET_EVENTS, false)),
    '500 viewers of live views of other products, each with requests behind it': connections(500, () =>
      http(GET_EVENTS.replace('9310301', '931030') + GET_PRODUCT.repeat(10)),
    ),
  };
}
