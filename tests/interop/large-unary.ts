import assert from 'node:assert/strict';

import { status } from '@grpc/grpc-js';

import type { UnaryChannel } from '#grpc-http2-client';

import { statusName, unaryCall, type Outcome } from './interop-client.ts';
import type { SimpleRequest, SimpleResponse } from './test-service.ts';

const RESPONSE_SIZE = 314_159;
const ZEROS = Buffer.alloc(RESPONSE_SIZE);

/** The request of large_unary and of the cases that are made of it. */
export const LARGE_REQUEST: SimpleRequest = { responseSize: RESPONSE_SIZE, payload: { body: Buffer.alloc(271_828) } };

/** @throws Error unless the call succeeded */
export function assertOk({ code, details, message }: Outcome<unknown>): void {
  assert.equal(statusName(code), statusName(status.OK), details);
  assert.ok(message, 'The response has no message.');
}

/** @throws Error unless this is the response to LARGE_REQUEST */
export function assertLargeResponse(outcome: Outcome<SimpleResponse>): void {
  assertOk(outcome);
  const body = outcome.message?.payload?.body;
  assert.equal(body?.length, RESPONSE_SIZE, 'The payload of the response has the wrong size.');
  assert.ok(ZEROS.equals(body), 'The payload of the response has other bytes than zeros.');
}

/** Makes the call of large_unary, with other fields if given. */
export async function callLargeUnary(channel: UnaryChannel, fields: SimpleRequest = {}): Promise<void> {
  assertLargeResponse(await unaryCall(channel, { ...LARGE_REQUEST, ...fields }));
}
