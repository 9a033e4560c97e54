import { hash } from 'node:crypto';

import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';

import { PAGE_HEADERS } from './layout.page.ts';

/** For degraded products, which no cache may keep longer than the failure lasts, and for hops. */
const NO_STORE = { 'cache-control': 'no-store' };

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

/** Responds with a page. It has no ETag, since the page of a product shows durations. */
export function sendPage(reply: FastifyReply, body: string, { degraded = false } = {}): void {
  void reply.headers({ ...PAGE_HEADERS, ...(degraded ? NO_STORE : REVALIDATE) }).send(body);
}

/** Responds with a page that is not to be stored, and that has headers of its own. */
export function sendTransientPage(reply: FastifyReply, body: string, headers: Record<string, string>): void {
  void reply.headers({ ...headers, ...NO_STORE }).send(body);
}
