// Requests at the edges of HTTP, with the statuses that http-edges.spec.ts expects.

/** A path of each service that serves product 9310301 by GET. */
export const PATHS = { gateway: '/product/', price: '/productPrice/' };
export type ServiceUnderTest = keyof typeof PATHS;

export const HOST = 'Host: localhost\r\n';
const LONG = 'a'.repeat(20_000);

export interface Case {
  /** What is special, with the section of RFC 9110, 9112 or 3986. */
  readonly name: string;
  /** § stands for what precedes the id in a path of the service. */
  readonly bytes: string | readonly string[];
  /** The final responses, in order. */
  readonly statuses: readonly number[];
  readonly halfClose?: boolean;
  readonly interim?: readonly number[];
  /** The service that has what the case is about; both unless given. */
  readonly only?: ServiceUnderTest;
}

const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\n${HOST}${headers}\r\n`;
const PRODUCT = get('§9310301');
export const row = (name: string, bytes: Case['bytes'], status: number | number[], more: Partial<Case> = {}): Case => ({
  name,
  bytes,
  statuses: [status].flat(),
  ...more,
});
const chunked = (body: string) => get('§9310301', 'Transfer-Encoding: chunked\r\n') + body;

export const CASES: readonly Case[] = [
  // The target.
  row('a target in absolute-form (9112 3.2.2)', get('http://example.org§9310301'), 200),
  row('an absolute-form target wins over Host (9112 3.2.2)', get('http://other:1§9310301?x=1'), 200),
  row('an absolute-form target with an upper-case scheme (3986 3.1)', get('HTTP://example.org§9310301'), 200),
  row('an absolute-form https target (9110 4.2.2)', get('https://example.org§9310301'), 200),
  row('an absolute-form target with an IPv6 host', get('http://[::1]:80§9310301'), 200),
  row('an absolute-form target of no product', get('http://example.org§1'), 404),
  row('an absolute-form target without a path and with a query (9112 3.2.1)', get('http://example.org?x'), 302, {
    only: 'gateway',
  }),
  row('an absolute-form target without a host (9110 4.2.1)', get('http://§9310301'), 400),
  row('an absolute-form target with userinfo (9110 4.2.4)', get('http://me@example.org§9310301'), 400),
  row('an absolute-form target of another scheme (9110 7.4)', get('ftp://example.org§9310301'), 400),
  row('an absolute-form target still needs Host (9112 3.2)', 'GET http://h§9310301 HTTP/1.1\r\n\r\n', 400),
  row('OPTIONS * (9110 9.3.7)', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 204),
  row('OPTIONS for a server by its URI (9112 3.2.4)', `OPTIONS http://h HTTP/1.1\r\n${HOST}\r\n`, 204),
  row('GET * (9112 3.2.4)', get('*'), 400),
  row('authority-form without CONNECT (9112 3.2.3)', get('localhost:80'), 400),
  row('a target that is a word', get('product'), 400),
  row('a target with a fragment (9112 3.2)', get('§9310301#top'), 400),
  row('a target with a space (9112 3.2)', get('§9310301 x'), 400),
  row('a target with a NUL', get('§\0'), 400),
  row('a target with a byte that is not ASCII (3986 2)', get('§\xe9'), 400),
  row('no target', 'GET HTTP/1.1\r\nHost: localhost\r\n\r\n', 400),
  row('a target that is longer than what is read (9112 3)', get(`§${LONG}`), 414),
  // Percent-encoding.
  row('a bad percent-encoding in an id (3986 2.1)', get('§%zz'), 400),
  row('a percent-encoding that is cut off', get('§%'), 400),
  row('a bad percent-encoding in an unknown path', get('/nothing%4'), 400),
  row('a percent-encoding that is not UTF-8', get('§%ff'), 400),
  row('a percent-encoded digit in an id (3986 6.2.2.2)', get('§%39310301'), 400),
  row('a percent-encoded letter in a path (3986 6.2.2.2)', get('/%70roduct%50rice/9310301'), 400),
  row('a percent-encoded slash in a path (3986 2.2)', get('§1%2F2'), 400),
  row('a percent-encoded slash in an unknown path', get('/nothing%2Fhere'), 404),
  row('percent-encoded text in an unknown path', get('/caf%C3%A9'), 404),
  row('a percent-encoded percent sign in an id', get('§%2539310301'), 400),
  row('a percent-encoded NUL in an id', get('§%00'), 400),
  row('a bad percent-encoding in a query', get('§9310301?x=%zz'), 200),
  row('a percent-encoded letter in a query', get('§9310301?x=%41'), 200),
  // Paths.
  row('two slashes before a path', get('/§9310301'), 404),
  row('a dot segment (3986 5.2.4 is for clients)', get('§../x'), 404),
  row('two dots for an id', get('§..'), 400),
  row('no id', get('§'), 400, { only: 'gateway' }),
  row('no id', get('§'), 404, { only: 'price' }),
  row('a slash after an id', get('§9310301/'), 404),
  row('a path in upper case (3986 6.2.2.1)', get('/PRODUCTPRICE/9310301'), 404),
  row('an unknown path', get('/nothing'), 404),
  row('an empty query', get('§9310301?'), 200),
  row('a query of question marks', get('§9310301???'), 200),
  // Host.
  row('no Host (9112 3.2)', 'GET §9310301 HTTP/1.1\r\n\r\n', 400),
  row('no Host in HTTP/1.0 (9112 3.2)', 'GET §9310301 HTTP/1.0\r\n\r\n', 200),
  row('two Hosts (9112 3.2)', get('§9310301', 'Host: other\r\n'), 400),
  row('the same Host twice (9112 3.2)', get('§9310301', HOST), 400),
  row('a Host with a space (9112 3.2)', 'GET §9310301 HTTP/1.1\r\nHost: a b\r\n\r\n', 400),
  row('a Host with a path', 'GET §9310301 HTTP/1.1\r\nHost: a/b\r\n\r\n', 400),
  row('a Host with userinfo', 'GET §9310301 HTTP/1.1\r\nHost: me@a\r\n\r\n', 400),
  row('a Host with a port that is no number', 'GET §9310301 HTTP/1.1\r\nHost: a:b\r\n\r\n', 400),
  row('a malformed Host in HTTP/1.0', 'GET §9310301 HTTP/1.0\r\nHost: a b\r\n\r\n', 400),
  row('an empty Host (9110 7.2)', 'GET §9310301 HTTP/1.1\r\nHost:\r\n\r\n', 200),
  row('an IPv6 address as Host', 'GET §9310301 HTTP/1.1\r\nHost: [::1]:9999\r\n\r\n', 200),
  // Methods.
  row('POST to a path that has GET (9110 15.5.6)', `POST §9310301 HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\n{}`, 405),
  row('TRACE (9110 9.3.8)', `TRACE §9310301 HTTP/1.1\r\n${HOST}\r\n`, 405),
  row('QUERY', `QUERY §9310301 HTTP/1.1\r\n${HOST}\r\n`, 405),
  row('OPTIONS for a path (9110 9.3.7)', `OPTIONS §9310301 HTTP/1.1\r\n${HOST}\r\n`, 405),
  row(
    'POST to an unknown path',
    `POST /nothing HTTP/1.1\r\n${HOST}Content-Type: a/b\r\nContent-Length: 1\r\n\r\nx`,
    404,
  ),
  row('CONNECT (9110 9.3.6)', `CONNECT localhost:80 HTTP/1.1\r\n${HOST}\r\n`, 405),
  row('CONNECT with a path (9112 3.2.3)', `CONNECT §9310301 HTTP/1.1\r\n${HOST}\r\n`, 405),
  row('CONNECT with content', `CONNECT h:1 HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nab`, 405),
  row('a method that HTTP has and nothing here (9110 9.1)', `PROPFIND §9310301 HTTP/1.1\r\n${HOST}\r\n`, 501),
  row('such a method on an unknown path', `PROPFIND /nothing HTTP/1.1\r\n${HOST}\r\n`, 501),
  row('a method that nobody has (9110 9.1)', `BREW §9310301 HTTP/1.1\r\n${HOST}\r\n`, 501),
  row('a method that begins like another', `GETS §9310301 HTTP/1.1\r\n${HOST}\r\n`, 501),
  row('a method in lower case (9110 9.1)', `get §9310301 HTTP/1.1\r\n${HOST}\r\n`, 501),
  row('a method of RTS§', `DESCRIBE §9310301 HTTP/1.1\r\n${HOST}\r\n`, 501),
  row('a method that is no token', `G(T §9310301 HTTP/1.1\r\n${HOST}\r\n`, 400),
  row('a tab after the method (9112 3)', `GET\t§9310301 HTTP/1.1\r\n${HOST}\r\n`, 400),
  row('HEAD (9110 9.3.2)', `HEAD §9310301 HTTP/1.1\r\n${HOST}\r\n`, 200),
  row('HEAD of no product', `HEAD §1 HTTP/1.1\r\n${HOST}\r\n`, 404),
  row('HEAD without Host', 'HEAD §9310301 HTTP/1.1\r\n\r\n', 400),
  row('HEAD with a header that can not be read', `HEAD §9310301 HTTP/1.1\r\n${HOST}X : y\r\n\r\n`, 400),
  // Versions.
  row('HTTP/1.0 (9112 2.3)', `GET §9310301 HTTP/1.0\r\n${HOST}\r\n`, 200),
  row('HTTP/0.9', 'GET §9310301\r\n', 400, { halfClose: true }),
  row('HTTP/0.9 in words', `GET §9310301 HTTP/0.9\r\n${HOST}\r\n`, 505),
  row('HTTP/2.0 (9110 15.6.6)', `GET §9310301 HTTP/2.0\r\n${HOST}\r\n`, 505),
  row('HTTP/3.7', `GET §9310301 HTTP/3.7\r\n${HOST}\r\n`, 505),
  row('the preface of HTTP/2 (9113 3.4)', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505),
  row('another protocol', `GET §9310301 HTTX/1.1\r\n${HOST}\r\n`, 400),
  row('a TLS handshake', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03', 400),
  // Fields.
  row('obs-fold (9112 5.2)', get('§9310301', 'X: a\r\n b\r\n'), 400),
  row('a space before a colon (9112 5.1)', get('§9310301', 'X : a\r\n'), 400),
  row('a space before the first field (9112 2.2)', `GET §9310301 HTTP/1.1\r\n ${HOST}\r\n`, 400),
  row('a field without a name', get('§9310301', ': a\r\n'), 400),
  row('a field without a colon', get('§9310301', 'X\r\n'), 400),
  row('a NUL in a field (9110 5.5)', get('§9310301', 'X: a\0b\r\n'), 400),
  row('a CR in a field (9112 2.2)', get('§9310301', 'X: a\rb\r\n'), 400),
  row('lines that end with LF alone (9112 2.2)', 'GET §9310301 HTTP/1.1\nHost: localhost\n\n', 400),
  row('obs-text in a field (9110 5.5)', get('§9310301', 'X: \xe9\r\nx-request-id: \xe9\r\n'), 200),
  row('empty lines before a request (9112 2.2)', `\r\n\r\n${PRODUCT}`, 200),
  row('fields that are too large (6585 5)', get('§9310301', `Cookie: ${LONG}\r\n`), 431),
  row('fields that are too large before another request', get('§9310301', `Cookie: ${LONG}\r\n`) + PRODUCT, 431),
  row('Range (9110 14.2)', get('§9310301', 'Range: bytes=0-1\r\n'), 200),
  row('Upgrade, which is ignored (9110 7.8)', get('§9310301', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'), 200),
  row('Upgrade to a web socket', get('§9310301', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'), 200),
  row('Connection: close (9112 9.6)', get('§9310301', 'Connection: close\r\n'), 200),
  // Expect.
  row('Expect: 100-continue (9110 10.1.1)', get('§9310301', 'Expect: 100-continue\r\n'), 200, { interim: [100] }),
  row('another expectation (9110 10.1.1)', get('§9310301', 'Expect: tea\r\n'), 417),
  row('an expectation in HTTP/1.0 (9110 10.1.1)', 'GET §9310301 HTTP/1.0\r\nExpect: 100-continue\r\n\r\n', 200),
  // Content.
  row('GET with content (9110 9.3.1)', `${get('§9310301', 'Content-Length: 3\r\n')}abc`, 200),
  row('GET with content in another packet', [get('§9310301', 'Content-Length: 3\r\n'), 'abc'], 200),
  row('GET with chunks and trailers (9112 7.1)', chunked('3;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n'), 200),
  row('content that is cut off (9112 8)', `${get('§9310301', 'Content-Length: 3\r\n')}a`, 400, { halfClose: true }),
  row('chunks that are cut off (9112 8)', chunked('3\r\na'), 400, { halfClose: true }),
  row('a header that is cut off (9112 8)', 'GET §9310301 HTTP/1.1\r\nHost: loc', 400, { halfClose: true }),
  row('a chunk size that is no number (9112 7.1)', chunked('xyz\r\n'), 400),
  row('a chunk size beyond all numbers (9112 7.1)', chunked(`${'f'.repeat(20)}\r\n`), 400),
  row('a chunk that is longer than its size (9112 7.1)', chunked('1\r\nabc\r\n0\r\n\r\n'), 400),
  row('a chunk extension that is too long (9112 7.1.1)', chunked(`1;${LONG}\r\na\r\n0\r\n\r\n`), 400),
  row(
    'Transfer-Encoding and Content-Length (9112 6.1)',
    get('§9310301', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n'),
    400,
  ),
  row('Transfer-Encoding that does not end in chunked (9112 6.3)', get('§9310301', 'Transfer-Encoding: gzip\r\n'), 501),
  row(
    'a transfer coding that nobody understands (9112 6.1)',
    `${get('§9310301', 'Transfer-Encoding: gzip, chunked\r\n')}0\r\n\r\n`,
    501,
  ),
  row('chunked twice (9112 6.1)', `${get('§9310301', 'Transfer-Encoding: chunked, chunked\r\n')}0\r\n\r\n`, 400),
  row(
    'Transfer-Encoding in HTTP/1.0 (9112 6.1)',
    'GET §9310301 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ),
  row(
    'two lengths that differ (9112 6.3)',
    `${get('§9310301', 'Content-Length: 3\r\nContent-Length: 4\r\n')}abcd`,
    400,
  ),
  row('a negative length (9112 6.3)', get('§9310301', 'Content-Length: -1\r\n'), 400),
  row('a length with a sign (9110 8.6)', `${get('§9310301', 'Content-Length: +3\r\n')}abc`, 400),
  // Connections.
  row('two requests in one packet (9112 9.3.2)', PRODUCT + get('§1'), [200, 404]),
  row('three requests, of which the second is rejected', PRODUCT + get('§%41') + get('§1'), [200, 400, 404]),
  row('an error after a request (9112 9.3.2)', `${PRODUCT}BREW / HTTP/1.1\r\n\r\n`, [200, 501]),
  row('an error after two requests', `${get('§1') + PRODUCT}nonsense\r\n\r\n`, [404, 200, 400]),
  row('CONNECT after a request', `${PRODUCT}CONNECT h:1 HTTP/1.1\r\n${HOST}\r\n`, [200, 405]),
  row('a bad chunk after a request', PRODUCT + chunked('xyz\r\n'), [200, 400]),
  row('a client that half-closes after its request (9112 9.6)', PRODUCT, 200, { halfClose: true }),
  row('a client of HTTP/1.0 that does so', 'GET §9310301 HTTP/1.0\r\n\r\n', 200, { halfClose: true }),
  row('a client that half-closes after two requests', PRODUCT + get('§1'), [200, 404], { halfClose: true }),
  row('a client that half-closes after an error', 'nonsense\r\n\r\n', 400, { halfClose: true }),
  row('a request in single bytes', [...PRODUCT], 200),
];
