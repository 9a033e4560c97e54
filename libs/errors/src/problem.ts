import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError, type ErrorCode } from './errors.ts';

/** An RFC 9457 problem document. */
export interface Problem {
  /** A URN with the error code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path of the request, without its query. */
  readonly instance?: string;
}

/** Seconds after which a client may try again. The gateway reconnects to a recovered backend within this time. */
export const RETRY_AFTER_SECONDS = 1;

/** The methods of every path that reads. */
export const ALLOWED_METHODS = 'GET, HEAD';

/** Offers another form of a problem, such as a page for a browser; undefined leaves it as JSON. */
export type ProblemPage = (
  request: FastifyRequest,
  problem: Problem,
) => { body: string; headers: Record<string, string> } | undefined;

/** The type URI of an error, as it stands in problem documents. */
export const problemType = (code: ErrorCode): string => `urn:product-gateway:error:${code}`;

export function toProblem(error: AppError, path?: string): Problem {
  return {
    type: problemType(error.code),
    title: error.kind.title,
    status: error.kind.httpStatus,
    detail: error.message,
    ...(path !== undefined && { instance: path }),
    ...error.extensions,
  };
}

/** Responds with a problem document, or with the page that `page` renders. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: AppError, page?: ProblemPage): void {
  const problem = toProblem(error, request.url.split('?', 1)[0]);
  const { body, headers } = page?.(request, problem) ?? {
    body: JSON.stringify(problem),
    headers: { 'content-type': 'application/problem+json' },
  };
  if (problem.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (problem.status === 405 && !reply.hasHeader('allow')) reply.header('allow', ALLOWED_METHODS);
  // Bytes, since Fastify would add a charset to text, which this media type does not have.
  void reply
    .code(problem.status)
    .headers({ ...headers, 'cache-control': 'no-store' })
    .send(Buffer.from(body));
}
