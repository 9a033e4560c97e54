import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';

import { AppError } from '#errors';
import { acceptsContent, mediaTypeOf } from '#service-runtime';

import { MAX_RESERVED_QUANTITY } from '../backends/reservation.contract.ts';
import { checkIdempotencyKey, readIdempotencyKey } from './idempotency-key.ts';

const FORM = 'application/x-www-form-urlencoded';

/** Some hundred times what a reservation has. */
export const RESERVATION_CONTENT = acceptsContent({ mediaTypes: ['application/json', FORM], maxBytes: 4096 });

/** What a client asks to reserve. */
export interface ReservationRequest {
  readonly optionId: number;
  readonly quantity: number;
  /** Empty if the client has none. */
  readonly idempotencyKey: string;
}

const wholeNumber = (max: number) =>
  v.custom<number>((value) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max);

const Content = v.strictObject({
  optionId: wholeNumber(Number.MAX_SAFE_INTEGER),
  quantity: wholeNumber(MAX_RESERVED_QUANTITY),
});

/** What each member must be. */
const RULES: Readonly<Record<string, string>> = {
  optionId: `a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`,
  quantity: `a whole number from 1 to ${MAX_RESERVED_QUANTITY}`,
};
const SHAPE = 'an object with optionId and quantity, such as {"optionId":1,"quantity":2}';
const MAX_SHOWN = 40;

/** Whether the content of a request is a form, as a browser sends it. */
export const isForm = (request: FastifyRequest): boolean => mediaTypeOf(request.raw) === FORM;

/**
 * Reads the content of a request, JSON or a form, and its Idempotency-Key. The form of a page has its key as a field.
 *
 * @throws AppError invalid-reservation
 */
export function readReservationRequest(request: FastifyRequest): ReservationRequest {
  const header = request.headers['idempotency-key'] as string | undefined;
  const text = readText(request.body);
  if (!isForm(request)) return { ...readContent(parseJson(text)), idempotencyKey: readIdempotencyKey(header) };
  const { idempotencyKey, ...content } = parseForm(text);
  const field = idempotencyKey === undefined ? '' : checkIdempotencyKey(String(idempotencyKey));
  return { ...readContent(content), idempotencyKey: header === undefined ? field : readIdempotencyKey(header) };
}

function readText(content: unknown): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content as Buffer | undefined);
  } catch {
    throw invalid('The content is not UTF-8.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`The content is not JSON, but must be ${SHAPE}.`);
  }
}

/** The fields of a form, in which a whole number is a number, as in JSON, and the quantity is 1 unless given. */
function parseForm(text: string): Record<string, unknown> {
  const fields = [...new URLSearchParams(text)];
  const repeated = fields.find(([name], index) => fields.findIndex(([other]) => other === name) < index);
  if (repeated) throw invalid(`${shown(repeated[0])} is given twice.`);
  const content = fields.map(([name, value]) => {
    const isNumber = Object.hasOwn(RULES, name) && /^[1-9]\d{0,15}$/.test(value);
    return [name, isNumber ? Number(value) : value];
  });
  return { quantity: 1, ...(Object.fromEntries(content) as Record<string, unknown>) };
}

function readContent(content: unknown): v.InferOutput<typeof Content> {
  const { success, output, issues } = v.safeParse(Content, content, { abortEarly: true });
  if (success) return output;
  const [{ path, input }] = issues;
  const name = path?.[0].key;
  if (typeof name !== 'string') throw invalid(`The content is ${shown(content)}, but must be ${SHAPE}.`);
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (!rule) throw invalid(`${shown(name)} is no member of a reservation; optionId and quantity are.`);
  throw invalid(`${name} is ${input === undefined ? 'missing' : shown(input)}, but must be ${rule}.`, name);
}

const invalid = (message: string, field?: string) => new AppError('invalid-reservation', message, field);

/** A value of a client as JSON, cut if it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
