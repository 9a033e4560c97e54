import { status } from '@grpc/grpc-js';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyText, fieldValue, INHERITED_EXAMPLES, textOfTokens } from '#arbitraries';

import { percentDecoded, statusOfHttp, statusOfReset, statusOfTrailers } from './call-status.ts';

/** Percent-encodes a text as gRPC servers do: all but printable ASCII without the percent sign. */
const percentEncoded = (text: string): string =>
  Array.from(Buffer.from(text), (octet) =>
    octet >= 0x20 && octet <= 0x7e && octet !== 0x25
      ? String.fromCharCode(octet)
      : `%${octet.toString(16).padStart(2, '0')}`,
  ).join('');

it('a text is read from grpc-message as it was percent-encoded, with U+FFFD for lone surrogates', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(percentDecoded(percentEncoded(text))).toBe(text.toWellFormed());
      const inUpperCase = percentEncoded(text).replaceAll(/%../g, (octet) => octet.toUpperCase());
      expect(percentDecoded(inUpperCase)).toBe(text.toWellFormed());
    }),
    { numRuns: 2000, examples: INHERITED_EXAMPLES },
  );
});

it('any grpc-message is decoded without an error, and what is no percent-encoding stays as it is', () => {
  const message = fc.oneof(
    fieldValue(),
    anyText(),
    textOfTokens(['%', '%e2%82%ac', '%e2%82', '%ff', '%25', '%zz', 'a', ' ']),
  );
  fc.assert(
    fc.property(message, (text) => {
      const decoded = percentDecoded(text);
      // Nothing but sequences of percent-encoded octets changes.
      const plain = (value: string) => value.split(/(?:%[\da-f]{2})+/i);
      let at = 0;
      for (const part of plain(text)) {
        const found = decoded.indexOf(part, at);
        expect(found).toBeGreaterThanOrEqual(at);
        at = found + part.length;
      }
    }),
    { numRuns: 2000, examples: INHERITED_EXAMPLES },
  );
});

it('any grpc-status is a status of gRPC: the one that it states, or UNKNOWN', () => {
  const values = fc.oneof(fc.integer({ min: -20, max: 120 }).map(String), fieldValue(10), anyText({ maxLength: 10 }));
  fc.assert(
    fc.property(values, (text) => {
      const isStatus = /^\d{1,2}$/.test(text) && Number(text) <= status.UNAUTHENTICATED;
      expect(statusOfTrailers({ 'grpc-status': text })?.code).toBe(isStatus ? Number(text) : status.UNKNOWN);
    }),
    { numRuns: 2000, examples: INHERITED_EXAMPLES },
  );
});

it('trailers without grpc-status have no status, whatever else they have', () => {
  fc.assert(
    fc.property(fc.dictionary(anyText(), fieldValue()), (trailers) => {
      delete trailers['grpc-status'];
      expect(statusOfTrailers(trailers)).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

it('any HTTP status and any reset is an error of gRPC', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999 }), fc.option(anyText(), { nil: undefined }), (httpStatus, type) => {
      expect(status[statusOfHttp(httpStatus, type).code]).toMatch(/^[A-Z_]+$/);
      expect(statusOfHttp(httpStatus, type).code).not.toBe(status.OK);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (code) => {
      expect(status[statusOfReset(code).code]).toMatch(/^[A-Z_]+$/);
      expect(statusOfReset(code).code).not.toBe(status.OK);
    }),
    { numRuns: 1000, examples: Array.from({ length: 16 }, (_, code): [number] => [code]) },
  );
});
