import { setTimeout as sleep } from 'node:timers/promises';
import { STATUS_CODES, type Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError, type ErrorCode } from './errors.ts';
import { sendProblem, toProblem, type ProblemPage } from './problem.ts';
import type { Readiness } from './readiness.ts';
import { observeHttp } from './telemetry/http-telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** A request, headers and all, must have arrived within this time. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Idle connections are kept for so long once the server drains: a request may be on its way on them. */
const IDLE_GRACE_MS = 500;
const IDLE_SWEEP_MS = 50;

/**
 * The HTTP side of a service: Fastify with errors of our catalogue also where no handler is reached, 405 for methods
 * that a path does not have, and answers that end their connection while the service drains.
 */
export function createHttpAdapter(
  readiness: Readiness,
  telemetry: Telemetry,
  problemPage?: ProblemPage,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A long id is a bad id, not an unknown path: the header limit of Node bounds it.
    routerOptions: { maxParamLength: 65_536 },
    // Nest's middleware layer, which nothing here uses.
    skipMiddie: true,
    return503OnClosing: false,
    // No route has a schema, so that what compiles schemas need not be loaded.
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(
        request,
        reply,
        new AppError('invalid-request', 'The path is not valid percent-encoding.'),
        problemPage,
      ),
  });
  const fastify = adapter.getInstance();
  observeHttp(fastify, telemetry);
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    if (readiness.state === 'draining') reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onRoute', ({ method, url }) => {
    if (method !== 'GET') return;
    fastify.route({
      method: fastify.supportedMethods.filter((other) => other !== 'GET' && other !== 'HEAD'),
      url,
      // Before the body is parsed, since there is nothing to do with it.
      onRequest: (request, reply, done) => {
        reply.header('allow', 'GET, HEAD');
        done(new AppError('method-not-allowed', `${request.method} is not offered here; GET and HEAD are.`));
      },
      handler: () => undefined,
    });
  });
  return adapter;
}

/**
 * Stops accepting, and resolves when every connection is closed: busy ones with their answer, idle ones after a grace.
 * (http.Server.close would cut idle ones at once, and with them a request that is on its way.)
 */
export async function drainHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
  await Promise.race([closed, sleep(IDLE_GRACE_MS, undefined, { ref: false })]);
  // Those that were busy then become idle one after the other.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  await closed.finally(() => clearInterval(sweep));
}

const UNREADABLE: Record<string, [ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'All headers together may have 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', `A request must arrive within ${REQUEST_TIMEOUT_MS / 1000} seconds.`],
};

/** Answers what is not even an HTTP request, for which Fastify has no request and no reply. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [code, detail] = UNREADABLE[error.code ?? ''] ?? ['invalid-request', 'This is not an HTTP request.'];
  const problem = toProblem(new AppError(code, detail));
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n` +
      `content-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
}

function noSchema(): never {
  throw new Error('Routes have no schemas here.');
}
