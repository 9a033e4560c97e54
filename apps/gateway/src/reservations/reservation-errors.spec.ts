import { Metadata, status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  InventoryServiceService,
  type Reservation,
  type ReserveStockRequest,
  type ReserveStockResponse,
} from '#contracts';
import { backendEnvironment, startService, startStubBackend, type RunningService, type StubBackend } from '#testbed';

import { AppError, toGrpcStatus, type ErrorCode } from '#errors';
import { GRPC_TRANSPORTS } from '#grpc';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';

const ID = 'd9428888-122b-11e1-b85c-61cd3cbb3210';
const RESERVATION: Reservation = { reservationId: ID, productId: 7, optionId: 1, quantity: 2, remaining: 3 };
/** So that nothing here depends on the speed of the machine. */
const LONG_TIMEOUTS = { REQUEST_TIMEOUT: '60s', INVENTORY_TIMEOUT: '60s' };
const MAY_BE_TAKEN = 'The stock may have been taken.';

type Reply = { error: Partial<ReturnType<typeof toGrpcStatus>> } | { response: Partial<ReserveStockResponse> } | 'hang';

const failure = (code: ErrorCode): Reply => ({ error: toGrpcStatus(new AppError(code, 'secret details')) });
const bare = (code: status): Reply => ({ error: { code, details: 'secret details' } });
/** The details of an error under another status, or in bytes that are none. */
const withDetails = (code: status, details: Buffer): Reply => {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', details);
  return { error: { code, details: 'secret details', metadata } };
};
const reserved = (reservation: Partial<Reservation> | undefined): Reply => ({
  response: { reservation: reservation && { ...RESERVATION, ...reservation }, replayed: false },
});

describe.each(GRPC_TRANSPORTS)('the gateway, when inventory responds over %s to a reservation', (GRPC_TRANSPORT) => {
  let reply: Reply;
  let calls = 0;
  let inventory: StubBackend;
  let gateway: RunningService;

  const handle = (
    _call: ServerUnaryCall<ReserveStockRequest, ReserveStockResponse>,
    callback: sendUnaryData<ReserveStockResponse>,
  ) => {
    calls += 1;
    if (reply === 'hang') return;
    if ('error' in reply) callback(reply.error);
    else callback(null, reply.response as ReserveStockResponse);
  };

  beforeAll(async () => {
    inventory = await startStubBackend(InventoryServiceService, { reserveStock: handle, getReservation: handle });
    gateway = await startService(gatewaySettings, createGatewayApp, {
      ...backendEnvironment({ inventory: inventory.port }),
      ...LONG_TIMEOUTS,
      GRPC_TRANSPORT,
    });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await inventory[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    calls = 0;
  });

  const reserve = (headers: Record<string, string> = {}, httpUrl = gateway.httpUrl) =>
    fetch(`${httpUrl}/product/7/reservations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ optionId: 1, quantity: 2 }),
    });

  it.each<[what: string, reply: Reply, httpStatus: number, code: ErrorCode, mayBeTaken: boolean]>([
    ['that too few pieces are left', failure('out-of-stock'), 409, 'out-of-stock', false],
    ['that the key is in progress', failure('reservation-in-progress'), 409, 'reservation-in-progress', false],
    ['that the key was used', failure('idempotency-key-reused'), 422, 'idempotency-key-reused', false],
    ['that the option is unknown', failure('option-not-found'), 404, 'option-not-found', false],
    ['that the product is unknown', failure('product-not-found'), 404, 'product-not-found', false],
    ['that it is out of bounds', failure('invalid-reservation'), 400, 'invalid-reservation', false],
    ['that the store is gone', failure('store-unavailable'), 503, 'store-unavailable', true],
    ['that it is overloaded', failure('overloaded'), 503, 'overloaded', false],
    ['with UNAVAILABLE', bare(status.UNAVAILABLE), 503, 'backend-unavailable', true],
    ['with RESOURCE_EXHAUSTED', bare(status.RESOURCE_EXHAUSTED), 429, 'too-many-requests', false],
    ['with ABORTED and no reason', bare(status.ABORTED), 502, 'backend-failed', true],
    ['with FAILED_PRECONDITION and no reason', bare(status.FAILED_PRECONDITION), 502, 'backend-failed', true],
    ['with a reason that is not one of its errors', failure('invalid-page'), 400, 'invalid-request', false],
    ['with details that are none', withDetails(status.ABORTED, Buffer.from([0x0a, 0xff])), 502, 'backend-failed', true],
    ['with no reservation', reserved(undefined), 502, 'backend-failed', true],
    ['with another option', reserved({ optionId: 2 }), 502, 'backend-failed', true],
    ['with another quantity', reserved({ quantity: 1 }), 502, 'backend-failed', true],
    ['with an id that is no UUID', reserved({ reservationId: '../7' }), 502, 'backend-failed', true],
    ['with less than nothing left', reserved({ remaining: -1 }), 502, 'backend-failed', true],
    ['with DEADLINE_EXCEEDED', bare(status.DEADLINE_EXCEEDED), 504, 'backend-timeout', true],
  ])('%s, responds with the proper problem, and sends it once', async (_what, given, httpStatus, code, mayBeTaken) => {
    reply = given;
    const response = await reserve({ 'idempotency-key': '"k-1"' });
    const problem = (await response.json()) as { detail: string };
    expect(problem).toMatchObject({ status: httpStatus, type: `urn:product-gateway:error:${code}` });
    expect(response.status).toBe(httpStatus);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.has('retry-after')).toBe(httpStatus === 503);
    expect(problem.detail.includes(MAY_BE_TAKEN)).toBe(mayBeTaken);
    expect(problem.detail.includes('the same Idempotency-Key is safe')).toBe(mayBeTaken);
    expect(problem.detail).not.toContain('secret');
    expect(calls).toBe(1);
  });

  it('not at all, responds 504 after INVENTORY_TIMEOUT', async () => {
    reply = 'hang';
    const environment = {
      ...backendEnvironment({ inventory: inventory.port }),
      INVENTORY_TIMEOUT: '100ms',
      GRPC_TRANSPORT,
    };
    await using impatient = await startService(gatewaySettings, createGatewayApp, environment);
    const response = await reserve({}, impatient.httpUrl);
    expect(response.status).toBe(504);
    expect(await response.text()).toContain(MAY_BE_TAKEN);
    expect(calls).toBeLessThanOrEqual(1);
  });

  it('with UNAVAILABLE, says that a request without a key is not safe to repeat', async () => {
    reply = bare(status.UNAVAILABLE);
    const { detail } = (await (await reserve()).json()) as { detail: string };
    expect(detail).toContain(MAY_BE_TAKEN);
    expect(detail).toContain('Without an Idempotency-Key, a repeated request may take it once more.');
  });

  it('with UNAVAILABLE, shows a browser a page whose form repeats the request with its key', async () => {
    reply = bare(status.UNAVAILABLE);
    const response = await fetch(`${gateway.httpUrl}/product/7/reservations`, {
      method: 'POST',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ optionId: '1', quantity: '2', idempotencyKey: 'k-"1"' }),
    });
    expect(response.status).toBe(503);
    const html = await response.text();
    expect(html).toContain('<form method="post"><input type="hidden" name="optionId" value="1">');
    expect(html).toContain('name="idempotencyKey" value="k-&quot;1&quot;"');
    expect(html).toContain('<a href="/product/7.html">Back to the product</a>');
  });

  it.each<[what: string, reply: Reply, httpStatus: number, code: ErrorCode]>([
    ['unknown', failure('reservation-not-found'), 404, 'reservation-not-found'],
    ['unreachable', failure('store-unavailable'), 503, 'store-unavailable'],
    ['of another product', reserved({ productId: 8 }), 502, 'backend-failed'],
    ['another one', reserved({ reservationId: ID.replace('d', 'e') }), 502, 'backend-failed'],
    ['absent', reserved(undefined), 502, 'backend-failed'],
  ])('that one reservation is %s, responds with the proper problem', async (_what, given, httpStatus, code) => {
    reply = given;
    const response = await fetch(`${gateway.httpUrl}/product/7/reservations/${ID}`);
    const problem = (await response.json()) as { detail: string };
    expect(problem).toMatchObject({ status: httpStatus, type: `urn:product-gateway:error:${code}` });
    expect(problem.detail).not.toContain(MAY_BE_TAKEN);
  });
});
