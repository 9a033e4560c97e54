import type { FastifyRequest } from 'fastify';

import type { Problem } from '#errors';

import { isForm } from './reservation-request.ts';

const RESERVATIONS_PATH = /^\/product\/([1-9]\d{0,15})\/reservations(?:[/?]|$)/;

/** The part of a problem's page by which the client of a reservation goes on. */
export interface ProblemForm {
  readonly productHref: string | null;
  /** The fields of the form that failed, with its idempotency key, to be sent again; null if that is of no use. */
  readonly retryFields: readonly { readonly name: string; readonly value: string }[] | null;
}

/** @param problem after an error of the server, or while the first request is in progress, the form can be sent again */
export function problemForm(request: FastifyRequest, { status, type }: Pick<Problem, 'status' | 'type'>): ProblemForm {
  const [, productId] = RESERVATIONS_PATH.exec(request.url) ?? [];
  const { body } = request;
  const isTemporary = status >= 500 || type.endsWith(':reservation-in-progress');
  const canRetry = productId && isTemporary && isForm(request) && Buffer.isBuffer(body);
  const fields = canRetry ? [...new URLSearchParams(body.toString())] : [];
  return {
    productHref: productId ? `/product/${productId}.html` : null,
    retryFields: fields.length > 0 ? fields.map(([name, value]) => ({ name, value })) : null,
  };
}
