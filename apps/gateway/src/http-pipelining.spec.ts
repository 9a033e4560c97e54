import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw, startBackends, startService, type RunningBackends, type RunningService } from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

/** Its response waits for four RPCs, so that what follows in the same packet is read before it is there. */
const FIRST = 'GET /product/9310301 HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe.each([false, true])(
  'a request behind one whose response is pending (RFC 9112, 9.3.2), half-closed: %s',
  (halfClose) => {
    let backends: RunningBackends;
    let gateway: RunningService;

    beforeAll(async () => {
      backends = await startBackends();
      gateway = await startService(gatewaySettings, createGatewayApp, {
        ...backends.environment,
        REQUEST_TIMEOUT: '15s',
        BASEPRODUCT_TIMEOUT: '15s',
      });
    });
    afterAll(async () => {
      await gateway[Symbol.asyncDispose]();
      await backends[Symbol.asyncDispose]();
    });

    it.each([
      ['that is well-formed', 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n', 200],
      ['with a bad header', 'GET /health HTTP/1.1\r\nHost: a\r\nX-Space : z\r\n\r\n', 400],
      ['of an unknown method', 'BREW /health HTTP/1.1\r\nHost: a\r\n\r\n', 501],
      ['that is the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
      ['that is no HTTP', '\x16\x03\x01\x02\r\n\r\n', 400],
      [
        'with two lengths',
        'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        400,
      ],
      ['that is CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 405],
      ['with an odd expectation', 'GET /health HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n', 417],
      ['that expects 100-continue', 'GET /product/007 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n', 400],
    ])('%s gets its response in the order of requests', async (_what, second, status) => {
      const port = Number(new URL(gateway.httpUrl).port);
      const { responses } = await sendRaw(port, FIRST + second, { count: 2, halfClose });
      expect(responses.map((response) => response.status)).toEqual([200, status]);
      expect(responses[0]?.body).toContain('"productId":9310301');
      expect(responses[1]?.headers).toMatchObject({ 'x-request-id': expect.stringMatching(/.+/) });
    });
  },
);
