import { Metadata } from '@grpc/grpc-js';
import { fieldValue, metadataValue } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { httpHeaders, rpcHeaders } from '../header-lookup.ts';
import { RequestContext } from '../request-context.ts';
import { readCallIdentity, writeCallIdentity } from './call-identity.ts';

const UUID = '3f2a6c1e-9b7d-4e21-8a54-0c1d2e3f4a5b';
const MARKED = `${UUID}.gateway`;

/** The metadata of the calls of a new request to the gateway with these headers, and the request's id. */
function callsOf(headers: Record<string, string>) {
  const sent: Record<string, string> = {};
  const context = new RequestContext(httpHeaders(headers));
  writeCallIdentity(sent, context);
  const received = Metadata.fromHttp2Headers(sent);
  return { id: context.requestId, sent, read: readCallIdentity(rpcHeaders(received)) };
}

describe('a call of a request whose id the gateway made', () => {
  it('carries that id with a mark, and no x-call-id', () => {
    const { id, sent } = callsOf({});
    expect(sent).toEqual({ 'x-request-id': `${id}.gateway` });
  });

  it('is read as a call with an id of its own, and has the request id without the mark', () => {
    const first = callsOf({});
    const second = callsOf({});
    expect([first.read.requestId, second.read.requestId]).toEqual([first.id, second.id]);
    expect(first.read.callId).toMatch(/./);
    expect(second.read.callId).not.toBe(first.read.callId);
  });

  it('carries an id by which Envoy samples traces, and which Envoy does not change, since it is no UUID', () => {
    const id = String(callsOf({}).sent['x-request-id']);
    expect(id).toMatch(/^[\da-f]{8}/);
    expect(id).not.toHaveLength(UUID.length);
  });
});

describe('a call of a request whose id its client sent', () => {
  it('carries that id as it is, with a new x-call-id for each request', () => {
    const calls = [callsOf({ 'x-request-id': 'mine' }), callsOf({ 'x-request-id': 'mine' })];
    expect(calls.map(({ sent }) => sent['x-request-id'])).toEqual(['mine', 'mine']);
    const [first, second] = calls.map(({ sent, read }) => [sent['x-call-id'], read.callId]);
    expect(first?.[0]).toMatch(/^[\w.-]{1,64}$/);
    expect(first?.[1]).toBe(first?.[0]);
    expect(second?.[1]).not.toBe(first?.[1]);
  });

  it('has that id and differs from the calls of another request with it, whatever the id is', () => {
    const ids = fc.oneof(fieldValue(200), metadataValue(200)).filter((id) => /^[\x21-\x7e]{1,128}$/.test(id));
    fc.assert(
      fc.property(ids, (id) => {
        const [first, second] = [callsOf({ 'x-request-id': id }), callsOf({ 'x-request-id': id })];
        expect([first.read.requestId, second.read.requestId]).toEqual([id, id]);
        expect(second.read.callId).not.toBe(first.read.callId);
      }),
      { numRuns: 1000, examples: [[UUID], [MARKED], [callsOf({}).id]] },
    );
  });
});

describe('a call of another client than the gateway', () => {
  it.each([
    'mine',
    UUID,
    UUID.replaceAll('-', ''),
    '.gateway',
    'mine.gateway',
    MARKED.toUpperCase(),
    `${MARKED},${MARKED}`,
    `${MARKED}.gateway`,
    `${UUID.replaceAll('-', '')}.gateway`,
  ])('has no call id by an x-request-id of %s', (requestId) => {
    expect(readCallIdentity(httpHeaders({ 'x-request-id': requestId }))).toEqual({ requestId, callId: undefined });
  });

  it('has no call id without x-request-id', () => {
    expect(readCallIdentity(httpHeaders({}))).toEqual({ requestId: undefined, callId: undefined });
  });

  it('has no call id by an id that it copies from a response or a log line of the gateway', () => {
    const { id } = callsOf({});
    expect(readCallIdentity(httpHeaders({ 'x-request-id': id })).callId).toBeUndefined();
  });

  it('has the call id that it sends as x-call-id, and its x-request-id as it is', () => {
    const headers = { 'x-call-id': 'a', 'x-request-id': MARKED };
    expect(readCallIdentity(httpHeaders(headers))).toEqual({ requestId: MARKED, callId: 'a' });
  });
});
