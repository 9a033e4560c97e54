import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** Whether the client would rather have a page than JSON, which is what it gets if it does not care. */
export function prefersHtml({ headers }: FastifyRequest): boolean {
  if (headers.accept === undefined || headers.accept === '*/*') return false;
  return new Negotiator({ headers }).mediaType(['application/json', 'text/html']) === 'text/html';
}
