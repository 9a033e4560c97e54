import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';

import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError, pathNotFound, ALLOWED_METHODS, sendProblem, type ProblemPage } from '#errors';
import type { Readiness } from '#grpc';
import type { RequestLimits } from '#limits';
import type { Telemetry } from '#telemetry';

import { serveHalfClosedConnections } from './half-closed-connections.ts';
import { closeAfterResponse } from './http-connection.ts';
import { MAX_HEADER_BYTES, REQUEST_TIMEOUT_MS, respondLast, respondToClientError } from './http-client-errors.ts';
import { validateRequest } from './http-request-validation.ts';
import {
  announcedContentError,
  contentOf,
  hasContent,
  mediaTypeError,
  receiveContent,
  type AcceptedContent,
} from './request-content.ts';
import type { ServiceConfig } from '../service.settings.ts';
import { restoreSkipped, skipRouting } from './skip-routing.ts';
import { observeHttp } from './http-telemetry.ts';

/** How often node:http checks for requests that exceed their time limit. */
const TIMEOUT_CHECK_INTERVAL_MS = 1000;

/** What the routes of this server have as their configuration, besides that of their telemetry. */
interface RouteConfig {
  /** The methods of the path, if the route is one for the other methods. */
  readonly allowed?: string;
  readonly accepts?: AcceptedContent;
}

/**
 * The HTTP server of a service: Fastify, with the errors of the catalogue also where no handler is reached, 405 for methods
 * that a path does not have, and responses with `Connection: close` while the service drains.
 */
export function createHttpAdapter(
  readiness: Readiness,
  telemetry: Telemetry,
  config: ServiceConfig,
  limits: RequestLimits,
  problemPage?: ProblemPage,
): FastifyAdapter {
  /**
   * Prepares every response, that of a handler, of the router or of the HTTP parser. A request beyond the limits gets the
   * returned error before it is routed to a handler.
   */
  const receive = (request: FastifyRequest, reply: FastifyReply): AppError | undefined => {
    const refused = observeHttp(request, reply, telemetry, limits);
    reply.header('x-content-type-options', 'nosniff');
    if (readiness.state === 'draining') closeAfter(request, reply);
    return refused;
  };
  let allMethods = ALLOWED_METHODS;
  const adapter = new FastifyAdapter({
    serverFactory: (handle: RequestListener) => createHttpServer(handle, config),
    // A long id is a bad id, not an unknown path: the header limit of Node bounds it.
    routerOptions: { maxParamLength: 65_536 },
    // Nest's middleware layer is not used.
    skipMiddie: true,
    return503OnClosing: false,
    // No route has a schema, so that the schema compilers need not be loaded.
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    clientErrorHandler: (error: Error, socket) =>
      respondToClientError(error, socket, (request, response) => fastify.routing(request, response)),
    // Requests that skip the router, and bad percent-encoding. No hook runs before this.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const skipped = restoreSkipped(request.raw);
      if (limits.endPipelining(request.raw.socket) === 'closed') return void reply.hijack();
      const error = receive(request, reply) ?? skipped;
      if (!error && request.url === '*') return void reply.code(204).header('allow', allMethods).send();
      const badEncoding = () => new AppError('invalid-request', 'The path is not valid percent-encoding.');
      sendProblem(request, reply, error ?? badEncoding(), problemPage);
    },
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (limits.endPipelining(request.raw.socket) === 'closed') return void reply.hijack();
    const refused = receive(request, reply);
    if (refused) return done(refused);
    const { allowed, accepts } = request.routeOptions.config as RouteConfig;
    const tooLarge = hasContent(request.raw) && announcedContentError(request.raw, accepts);
    if (tooLarge) {
      closeAfter(request, reply);
      return done(tooLarge);
    }
    // Before the content is read, which these errors do not need.
    if (request.is404) return done(pathNotFound());
    if (allowed !== undefined) {
      reply.header('allow', allowed);
      return done(methodNotAllowed(request.method, allowed));
    }
    if (!hasContent(request.raw)) return done();
    const wrongType = accepts && mediaTypeError(request.raw, accepts);
    receiveContent(request.raw, wrongType ? undefined : accepts, (error) => {
      if (error) closeAfter(request, reply);
      done(error ?? wrongType);
    });
  });
  // The hook above has received the content already.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', ({ raw }, _payload, done) => done(null, contentOf(raw)));
  fastify.addHook('onRoute', ({ method, url }) => {
    if (method !== 'GET' && method !== 'POST') return;
    if (method === 'POST') allMethods = `${ALLOWED_METHODS}, POST`;
    // Registers the path, which has the one or the other, for every other method, to which the hook above responds. Fastify adds
    // HEAD where there is GET.
    const others = fastify.supportedMethods.filter((other) => other !== method && other !== 'HEAD');
    const allowed = method === 'GET' ? ALLOWED_METHODS : method;
    fastify.route({ method: others, url, config: { allowed }, handler: () => undefined });
  });
  return adapter;
}

/** Ends the connection of a request after its response, which has the close option. */
function closeAfter({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.header('connection', 'close');
  closeAfterResponse(raw.socket);
}

/** Does the same where the client has sent `Connection: close` or HTTP/1.0: node:http then sets the option. */
function closeIfLast({ socket }: IncomingMessage, { shouldKeepAlive }: ServerResponse): void {
  if (!shouldKeepAlive) closeAfterResponse(socket);
}

/** A server of node:http that also passes to `handle` what Node responds to by itself. */
function createHttpServer(handle: RequestListener, { KEEP_ALIVE_TIMEOUT }: ServiceConfig): Server {
  const options = {
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
    // These two override NODE_OPTIONS.
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
    // Node responds without a body. validateRequest checks the header instead.
    requireHostHeader: false,
    // By default Node drops all Host lines but the first.
    joinDuplicateHeaders: true,
  };
  const receive = (request: IncomingMessage, response: ServerResponse) => {
    closeIfLast(request, response);
    const error = validateRequest(request);
    if (error || request.url === '*') skipRouting(request, error);
    handle(request, response);
  };
  const server = createServer(options, receive);
  server.on('checkContinue', (request, response) => {
    continueInTurn(response);
    receive(request, response);
  });
  server.on('checkExpectation', (request, response) => {
    closeIfLast(request, response);
    const error = new AppError('expectation-failed', 'The one expectation that can be met is 100-continue.');
    skipRouting(request, validateRequest(request) ?? error);
    handle(request, response);
  });
  server.on('connect', (request) => {
    const { socket } = request;
    // Node no longer handles errors of the connection.
    socket.on('error', () => socket.destroy()).resume();
    respondLast(request, validateRequest(request) ?? methodNotAllowed('CONNECT'), handle);
  });
  serveHalfClosedConnections(server);
  return server;
}

/**
 * Sends 100 (Continue) when the response is next on its connection, unless the final response is ready. Node sends it at once,
 * which on a pipelined connection places it between the headers and the content of an earlier response.
 */
function continueInTurn(response: ServerResponse): void {
  const send = () => {
    if (!response.headersSent) response.writeContinue();
  };
  if (response.socket) send();
  else response.once('socket', send);
}

const methodNotAllowed = (method: string, allowed = ALLOWED_METHODS) =>
  new AppError('method-not-allowed', `${method} is not offered here; ${allowed.replace(',', ' and')} can be used.`);

function noSchema(): never {
  throw new Error('Routes have no schemas here.');
}
