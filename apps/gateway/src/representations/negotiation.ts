import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** Whether the client prefers HTML to JSON. Without a preference it gets JSON. */
export function prefersHtml({ headers }: FastifyRequest): boolean {
  if (headers.accept === undefined || headers.accept === '*/*') return false;
  return new Negotiator({ headers }).mediaType(['application/json', 'text/html']) === 'text/html';
}
