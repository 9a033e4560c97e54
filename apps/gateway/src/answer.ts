import { hash } from 'node:crypto';

import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';

import { PAGE_HEADERS } from './page.ts';

/** Not to be kept by anyone: what a failure left incomplete would outlive the failure. */
const NO_STORE = { 'cache-control': 'no-store' };

/** May be kept, if it is asked each time whether it still holds. */
const REVALIDATE = { 'cache-control': 'no-cache' };

/** Answers with JSON whose ETag is a hash of the body, or with 304 if the client has just that. */
export function sendJson(request: FastifyRequest, reply: FastifyReply, body: string): void {
  const etag = `"${hash('sha256', body, 'base64url')}"`;
  void reply.headers({ ...REVALIDATE, etag });
  if (fresh(request.headers, { etag })) void reply.code(304).send();
  else void reply.type('application/json; charset=utf-8').send(body);
}

/** Answers with JSON that holds for this answer alone: that of a product that lacks a part, or that shows its hops. */
export function sendTransientJson(reply: FastifyReply, body: string): void {
  void reply.headers(NO_STORE).type('application/json; charset=utf-8').send(body);
}

/** Answers with a page. It has no ETag: two renderings of one product need not be equal. */
export function sendPage(reply: FastifyReply, body: string, { degraded = false } = {}): void {
  void reply.headers({ ...PAGE_HEADERS, ...(degraded ? NO_STORE : REVALIDATE) }).send(body);
}
