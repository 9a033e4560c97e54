import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw, startBackends, startService, type RunningService } from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const RESERVATIONS = '/product/9310301/reservations';
/** More than a reservation may have. */
const LARGE = ' '.repeat(10_000);
const POST = `POST ${RESERVATIONS} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`;
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n${LARGE.length.toString(16)}\r\n${LARGE}\r\n0\r\n\r\n`;

const CLOSING: [string, string, number][] = [
  ['Connection: close of a client', 'GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 200],
  [
    'Connection: close of a client and a pending response',
    'GET /product/9310301 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    200,
  ],
  ['HTTP/1.0', 'GET /livez HTTP/1.0\r\n\r\n', 200],
  [
    'Connection: close and an odd expectation',
    'GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: tea\r\n\r\n',
    417,
  ],
  ['content that is announced as too large', `${POST}Content-Length: ${LARGE.length}\r\n\r\n${LARGE}`, 413],
  ['chunks that are too large', CHUNKED, 413],
  ['a header that is too large', `GET /livez HTTP/1.1\r\nHost: a\r\nX-Large: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['a malformed header', 'GET /livez HTTP/1.1\r\nHost: a\r\nX-Space : z\r\n\r\n', 400],
  ['a malformed chunk', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
  ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 405],
];

const BEHIND: Record<string, string> = {
  'a well-formed request': 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n',
  'many well-formed requests': 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100),
  'a request with a malformed header': 'GET /livez HTTP/1.1\r\nHost: a\r\nX-Space : z\r\n\r\n',
  'a request of an unknown method': 'BREW /livez HTTP/1.1\r\nHost: a\r\n\r\n',
  'a request for an upgrade': 'GET /livez HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  CONNECT: 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n',
  'bytes that are no HTTP': '\x16\x03\x01\x02\r\n\r\n',
};

/** The statuses that came back when `behind` follows a request, in the same packet or in one of its own. */
async function statusesOf({ httpUrl }: RunningService, first: string, behind: string): Promise<number[][]> {
  const port = Number(new URL(httpUrl).port);
  const inOne = await sendRaw(port, first + behind, { count: 2 });
  const inTwo = await sendRaw(port, [first, behind], { count: 2 });
  return [inOne, inTwo].map(({ responses }) => responses.map(({ status }) => status));
}

describe('a response with the close option (RFC 9112, 9.6)', () => {
  const started = new AsyncDisposableStack();
  let gateway: RunningService;

  beforeAll(async () => {
    const { environment } = started.use(await startBackends());
    const settings = { ...environment, REQUEST_TIMEOUT: '15s', BASEPRODUCT_TIMEOUT: '15s', DRAIN_DELAY: '5s' };
    gateway = started.use(await startService(gatewaySettings, createGatewayApp, settings));
  });
  afterAll(() => started.disposeAsync());

  describe.each(CLOSING)('after %s', (_what, first, status) => {
    it.each(Object.keys(BEHIND))('is the last one before %s', async (behind) => {
      expect(await statusesOf(gateway, first, BEHIND[behind] ?? '')).toEqual([[status], [status]]);
    });
  });

  it('keeps a reservation behind it from being made', async () => {
    const stock = async () => (await fetch(`${gateway.httpUrl}/product/9310301`)).json();
    const before = await stock();
    const body = '{"optionId":2,"quantity":1}';
    const reservation = `${POST}Content-Length: ${body.length}\r\n\r\n${body}`;
    expect(await statusesOf(gateway, reservation, BEHIND['CONNECT'] ?? '')).toEqual([
      [201, 405],
      [201, 405],
    ]);
    const after = await stock();
    expect(after).not.toEqual(before);
    for (const [, first, status] of CLOSING)
      expect(await statusesOf(gateway, first, reservation)).toEqual([[status], [status]]);
    expect(await stock()).toEqual(after);
  });

  // The last test: the gateway stops.
  it('is the last one while the service drains', async () => {
    const stopped = gateway.service.stop();
    for (const behind of Object.values(BEHIND)) {
      expect(await statusesOf(gateway, 'GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n', behind)).toEqual([[503], [503]]);
    }
    await stopped;
  });
});
