import { hash } from 'node:crypto';

import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';

import { PAGE_HEADERS } from './layout.page.ts';

/** For what differs from response to response: degraded products, hops, reservations, the page of a product. */
export const NO_STORE = { 'cache-control': 'no-store' };

/** Caches may store the response, and have to revalidate it each time. */
const REVALIDATE = { 'cache-control': 'no-cache' };

/** Responds with JSON whose ETag is a hash of the body, or with 304 if the client has that body. */
export function sendJson(request: FastifyRequest, reply: FastifyReply, body: string): void {
  const etag = `"${hash('sha256', body, 'base64url')}"`;
  void reply.headers({ ...REVALIDATE, etag });
  if (fresh(request.headers, { etag })) void reply.code(304).send();
  else void reply.type('application/json; charset=utf-8').send(body);
}

/** Responds with JSON that is not to be stored: a degraded product, or one with its hops. */
export function sendTransientJson(reply: FastifyReply, body: string): void {
  void reply.headers(NO_STORE).type('application/json; charset=utf-8').send(body);
}

/** Responds with a page that caches may store. */
export function sendPage(reply: FastifyReply, body: string): void {
  void reply.headers({ ...PAGE_HEADERS, ...REVALIDATE }).send(body);
}

/** Responds with a page that is not to be stored. */
export function sendTransientPage(
  reply: FastifyReply,
  body: string,
  headers: Record<string, string> = PAGE_HEADERS,
): void {
  void reply.headers({ ...headers, ...NO_STORE }).send(body);
}
