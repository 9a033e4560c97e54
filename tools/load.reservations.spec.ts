import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from 'vitest';

import { load } from './load.program.ts';

/** How a gateway of this spec treats the reservation of a key, by the number of its request. */
type Treatment = 'respond' | 'lose the response' | 'fail before' | 'ignore the key' | 'forget the reservation';

/** A gateway with one product of two options, of which one has a piece. */
async function startGateway(treat: (request: number) => Treatment) {
  const stock = [1000, 1];
  const keys = new Set<string>();
  let requests = 0;
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const json = (status: number, content: object) => response.writeHead(status).end(JSON.stringify(content));
    if (request.url?.startsWith('/product?')) return json(200, { products: [{ productId: 7 }], nextPageToken: '' });
    if (request.method === 'GET') {
      return json(200, { options: stock.map((inventory, index) => ({ productId: index + 1, inventory })) });
    }
    const { optionId } = JSON.parse(await text(request)) as { optionId: number };
    const key = String(request.headers['idempotency-key']);
    const treatment = treat(++requests);
    if (treatment === 'fail before') return json(503, {});
    const replayed = keys.has(key) && treatment !== 'ignore the key';
    if (!replayed && stock[optionId - 1] === 0) return json(409, { type: 'urn:product-gateway:error:out-of-stock' });
    if (!replayed && treatment !== 'forget the reservation') stock[optionId - 1]! -= 1;
    keys.add(key);
    if (treatment === 'lose the response') return void response.destroy();
    return json(201, { replayed });
  };
  const server = createServer((request, response) => void respond(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stock,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const OPTIONS = ['--count', '20', '--rate', '40', '--reservations', '100'];

async function run(treat: (request: number) => Treatment) {
  await using gateway = await startGateway(treat);
  const { code, stdout } = await load('--url', gateway.url, ...OPTIONS, '--json');
  const { reservations } = JSON.parse(stdout) as { reservations: Record<string, number> & { statuses: object } };
  return { code, reservations, left: 1001 - gateway.stock[0]! - gateway.stock[1]! };
}

describe('npm run load --reservations', () => {
  it('reserves beside the requests over all options, and exits with 0 if the pieces add up', async () => {
    const { code, reservations, left } = await run(() => 'respond');
    expect(reservations).toMatchObject({ repeated: 0, replayed: 0, uncertain: 0, leftStock: left, acknowledged: left });
    expect(reservations.statuses).toEqual({ 201: left });
    expect(left).toBe(reservations['wanted']);
    expect(left).toBeGreaterThan(10);
    expect(code).toBe(0);
  });

  it('repeats a request without a certain outcome with its key, and exits with 1 since a server failed', async () => {
    const treatments: Treatment[] = ['respond', 'respond', 'lose the response', 'fail before', 'respond'];
    const { code, reservations, left } = await run((request) => treatments[request] ?? 'respond');
    expect(reservations).toMatchObject({
      repeated: 2,
      replayed: 1,
      uncertain: 0,
      leftStock: left,
      acknowledged: left,
      connectionErrors: { 'connection ended': 1 },
    });
    expect(code).toBe(1);
  });

  it('exits with 1 if a repeated request has reserved twice', async () => {
    const { code, reservations } = await run((request) => (request === 1 ? 'lose the response' : 'ignore the key'));
    expect(reservations['leftStock']).toBe(reservations['acknowledged']! + 1);
    expect(code).toBe(1);
  });

  it('exits with 1 if an acknowledged reservation is lost', async () => {
    const { code, reservations } = await run((request) => (request === 3 ? 'forget the reservation' : 'respond'));
    expect(reservations['leftStock']).toBe(reservations['acknowledged']! - 1);
    expect(code).toBe(1);
  });

  it('prints the outcomes after the report of the requests', async () => {
    await using gateway = await startGateway(() => 'respond');
    const { stdout } = await load('--url', gateway.url, ...OPTIONS);
    expect(stdout).toMatch(/20 requests in/);
    expect(stdout.replaceAll(/\d+/g, 'N')).toContain(`N reservations of one piece, each with a key of its own

reservations   responses
         N          N

N requests repeated, N responses replayed, N reservations uncertain
N pieces acknowledged, N left the stock, which adds up
`);
  });

  it('says that nothing listens, and refuses a bad rate', async () => {
    const gateway = await startGateway(() => 'respond');
    await gateway[Symbol.asyncDispose]();
    const nobody = await load('--url', gateway.url, ...OPTIONS);
    expect(nobody).toMatchObject({ code: 1, stderr: `There is no response from ${gateway.url} (ECONNREFUSED).\n` });
    const bad = await load('--reservations', '0');
    expect(bad.stderr).toContain('--reservations is "0", but must be a whole number from 1 to 1,000');
    expect(bad.code).toBe(2);
  });
});
