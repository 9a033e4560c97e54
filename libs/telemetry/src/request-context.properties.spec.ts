import { Metadata } from '@grpc/grpc-js';
import { anyText, fieldValue, INHERITED_NAMES, metadataValue } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { httpHeaders, rpcHeaders } from './header-lookup.ts';
import { RequestContext } from './request-context.ts';

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
const names = () => fc.constantFrom('x-request-id', 'traceparent', 'b3', 'x-b3-traceid', 'x-tester');

describe('the context of a request', () => {
  it("has the client's x-request-id if it is visible ASCII, and one of our own for any other text", () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fieldValue(200), metadataValue(200)), (sent) => {
        const { requestId } = new RequestContext(httpHeaders({ 'x-request-id': sent }));
        expect(requestId).toMatch(REQUEST_ID);
        if (REQUEST_ID.test(sent)) expect(requestId).toBe(sent);
        else expect(requestId).not.toBe(sent);
      }),
      { numRuns: 2000, examples: INHERITED_NAMES.map((name): [string] => [name]) },
    );
  });

  it('has a legal x-request-id, and a trace id or none, whatever the headers are', () => {
    const values = fc.oneof(fieldValue(), fc.array(fieldValue(40), { maxLength: 3 }));
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(names(), anyText()), values), (headers) => {
        const { requestId, traceId } = new RequestContext(httpHeaders(headers));
        expect(requestId).toMatch(REQUEST_ID);
        expect(traceId ?? '0'.repeat(32)).toMatch(/^[\da-f]{32}$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a header', () => {
  it('is what the request has under that name, and nothing that objects inherit', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(names(), anyText()), fieldValue()), anyText(), (headers, name) => {
        expect(httpHeaders(headers)(name)).toBe(Object.hasOwn(headers, name) ? headers[name] : undefined);
      }),
      { numRuns: 1000, examples: INHERITED_NAMES.map((name): [Record<string, string>, string] => [{}, name]) },
    );
  });

  it('of an RPC has its values joined by commas, and is undefined without one', () => {
    fc.assert(
      fc.property(names(), fc.array(metadataValue(), { maxLength: 3 }), (name, values) => {
        const metadata = new Metadata();
        for (const value of values) metadata.add(name, value);
        expect(rpcHeaders(metadata)(name)).toBe(values.length === 0 ? undefined : values.join(','));
      }),
      { numRuns: 1000 },
    );
    for (const name of INHERITED_NAMES) expect(rpcHeaders(new Metadata())(name)).toBeUndefined();
  });
});
