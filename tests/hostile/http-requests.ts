// Hostile HTTP/1.1 requests, generated from a seed.
import { PATHS, randomHeaders, randomTarget } from './http-values.ts';
import { VISIBLE, type Random } from './random.ts';
import { reservationRequest } from './reservation-requests.ts';

/** What is sent on one connection. */
export interface HttpExchange {
  /** The kind of its last request, by which results are counted. */
  readonly kind: HttpKind;
  /** The methods of its requests, in order. */
  readonly methods: readonly string[];
  readonly bytes: Buffer;
  /** Whether the client leaves without reading the response. */
  readonly aborts: boolean;
}

/** The request at the end of an exchange: those before it are well-formed, so that the connection goes on. */
interface HttpRequest {
  readonly method: string;
  readonly bytes: Buffer;
}

const CLOSING_PERCENT = 5;

type Generator = (random: Random) => HttpRequest;

const head = (method: string, url: string, rest: string): Buffer =>
  Buffer.from(`${method} ${url} HTTP/1.1\r\nHost: localhost\r\n${rest}\r\n`, 'latin1');

/** Requests whose responses have the close option, so that nothing behind them gets one (RFC 9112, 9.6). */
const closing: Generator = (random) => {
  const path = random.pick(PATHS);
  const large = 'x'.repeat(100_000);
  const text = random.pick([
    `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    `GET ${path} HTTP/1.0\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Long: ${large}\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${large.length}\r\n\r\n${large}`,
    `GET ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`,
  ]);
  return { method: 'GET', bytes: Buffer.from(text, 'latin1') };
};

/** Well-formed by RFC 9112, whatever its path. */
const wellFormed: Generator = (random) => {
  const method = random.pick(['GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE', 'PUT', 'PATCH', 'TRACE']);
  const url = random.pick(PATHS);
  if (method === 'GET' || method === 'HEAD') return { method, bytes: head(method, url, randomHeaders(random)) };
  return { method, bytes: head(method, url, `${randomHeaders(random)}Content-Length: 0\r\n`) };
};

const GENERATORS = {
  'well-formed': wellFormed,
  target: (random) => ({ method: 'GET', bytes: head('GET', randomTarget(random), randomHeaders(random)) }),
  method: (random) => {
    const method = random.pick([
      'get',
      'QUERY',
      'PROPFIND',
      'M-SEARCH',
      'PRI',
      random.text(VISIBLE, 12),
      'A'.repeat(300),
    ]);
    return { method, bytes: head(method, random.pick(PATHS), randomHeaders(random)) };
  },
  header: (random) => {
    const line = random.pick([
      `${random.text(VISIBLE, 20)}: ${random.text(VISIBLE, 20)}`,
      'Host: other',
      'Host:',
      'X Y: z',
      'X-Space : z',
      'X-Fold: a\r\n b',
      'X-Nul: \0',
      `X-Bytes: ${String.fromCharCode(...random.bytes(20))}`,
      `X-Long: ${'y'.repeat(random.integer(10_000, 40_000))}`,
      ': no name',
      'no colon',
      `Cookie: ${random.text(VISIBLE, 200)}`,
    ]);
    return { method: 'GET', bytes: head('GET', random.pick(PATHS), `${line}\r\n${randomHeaders(random)}`) };
  },
  body: (random) => {
    const body = random.bytes(random.integer(0, 2000)).toString('latin1');
    const framing = random.pick([
      `Content-Length: ${body.length}\r\n\r\n${body}`,
      `Content-Length: ${body.length + 10}\r\n\r\n${body}`,
      `Content-Length: -1\r\n\r\n${body}`,
      `Content-Length: 1, 1\r\n\r\n${body}`,
      `Content-Length: 99999999999999999999\r\n\r\n${body}`,
      `Content-Length: 5\r\nContent-Length: 6\r\n\r\n${body}`,
      `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      `Transfer-Encoding: chunked\r\n\r\nzz\r\n${body}`,
      `Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`,
      `Transfer-Encoding: chunked\r\n\r\n5;${'e'.repeat(random.integer(0, 20_000))}\r\nhello\r\n0\r\n\r\n`,
      `Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      `Transfer-Encoding: identity\r\n\r\n${body}`,
      `Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    ]);
    const method = random.pick(['GET', 'POST', 'PUT', 'HEAD']);
    const bytes = `${method} ${random.pick(PATHS)} HTTP/1.1\r\nHost: localhost\r\n${framing}`;
    return { method, bytes: Buffer.from(bytes, 'latin1') };
  },
  reservation: (random) => ({ method: 'POST', bytes: reservationRequest(random) }),
  syntax: (random) => {
    const path = random.pick(PATHS);
    const text = random.pick([
      `GET ${path}\r\n\r\n`,
      `GET ${path} HTTP/1.0\r\n\r\n`,
      `GET ${path} HTTP/1.1\r\n\r\n`,
      `GET ${path} HTTP/${random.integer(0, 9)}.${random.integer(0, 9)}\r\nHost: a\r\n\r\n`,
      `GET ${path} HTTP/1.1\nHost: a\n\n`,
      `GET  ${path} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET ${path} HTTP/1.1 \r\nHost: a\r\n\r\n`,
      ` GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `\r\n\r\nGET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET ${path} HTTP/1.1\r\nHost: a\r\n`,
      'GET',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET * HTTP/1.1\r\nHost: a\r\n\r\n',
    ]);
    return { method: 'GET', bytes: Buffer.from(text, 'latin1') };
  },
  protocol: (random) => {
    const lines = random.pick([
      'Expect: 100-continue',
      'Expect: the unexpected',
      'Connection: Upgrade\r\nUpgrade: websocket',
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
      'Connection: close, keep-alive, x-request-id',
      'TE: trailers\r\nTrailer: x-fault',
    ]);
    if (random.chance(25)) {
      const bytes = `CONNECT ${random.pick(['example.test:443', 'example.test', '/', '[::1]:1'])} HTTP/1.1\r\nHost: a\r\n\r\n`;
      return { method: 'CONNECT', bytes: Buffer.from(bytes) };
    }
    return { method: 'GET', bytes: head('GET', random.pick(PATHS), `${lines}\r\n`) };
  },
  garbage: (random) => {
    const tls = Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), random.bytes(64)]);
    return { method: '', bytes: random.chance(20) ? tls : random.bytes(random.integer(1, 400)) };
  },
} satisfies Record<string, Generator>;

export type HttpKind = keyof typeof GENERATORS;
export const HTTP_KINDS = Object.keys(GENERATORS) as HttpKind[];

/** The next connection: up to three well-formed requests, sometimes one that closes the connection, then one of any kind. */
export function nextExchange(random: Random): HttpExchange {
  const kind = random.pick(HTTP_KINDS);
  const before = Array.from({ length: random.integer(0, 3) }, () => wellFormed(random));
  if (random.chance(CLOSING_PERCENT)) before.push(closing(random));
  const requests = [...before, GENERATORS[kind](random)];
  return {
    kind,
    methods: requests.map(({ method }) => method),
    bytes: Buffer.concat(requests.map(({ bytes }) => bytes)),
    aborts: random.chance(3),
  };
}
