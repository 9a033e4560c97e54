import * as fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';

import { AppError } from '#errors';

import { readReservationRequest } from './reservation-request.ts';

const TYPES = ['application/json', 'application/x-www-form-urlencoded'];

const request = (type: string, body: Buffer, key: string | undefined) => {
  const headers = { 'content-type': type, ...(key !== undefined && { 'idempotency-key': key }) };
  return { headers, raw: { headers }, body } as unknown as FastifyRequest;
};

it('a request for a reservation is read, or refused as invalid, whatever its bytes and its key are', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.json().map((text) => Buffer.from(text)),
    fc.dictionary(fc.string(), fc.string()).map((fields) => Buffer.from(String(new URLSearchParams(fields)))),
  );
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), bytes, fc.option(fc.string(), { nil: undefined }), (type, body, key) => {
      try {
        const { optionId, quantity, idempotencyKey } = readReservationRequest(request(type, Buffer.from(body), key));
        expect(optionId).toBeGreaterThanOrEqual(1);
        expect(quantity).toBeLessThanOrEqual(1000);
        expect(idempotencyKey).toMatch(/^[!-~]{0,255}$/);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).code).toBe('invalid-reservation');
        expect((error as AppError).message.length).toBeLessThan(300);
      }
    }),
  );
});

it('a valid reservation is read the same from JSON and from a form', () => {
  const keys = fc.string({ unit: fc.constantFrom(...'!"#,;\\aZ09~'), minLength: 1, maxLength: 255 });
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 1000 }), keys, (nat, quantity, key) => {
      const optionId = Math.max(1, nat);
      const quoted = `"${key.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
      const json = Buffer.from(JSON.stringify({ optionId, quantity }));
      const form = Buffer.from(
        String(new URLSearchParams({ optionId: `${optionId}`, quantity: `${quantity}`, idempotencyKey: key })),
      );
      const expected = { optionId, quantity, idempotencyKey: key };
      expect(readReservationRequest(request('application/json', json, quoted))).toEqual(expected);
      expect(readReservationRequest(request('application/x-www-form-urlencoded', form, undefined))).toEqual(expected);
    }),
  );
});
