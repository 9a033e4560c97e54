import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '#errors';
import { leave, type Admission, OVERLOADED, type RequestKind, type RequestLimits } from '#limits';
import { httpHeaders, RequestContext, type Telemetry } from '#telemetry';

import { KNOWN_METHODS, OTHER_METHOD } from './http-methods.ts';

/** Probe and metrics requests are not counted as traffic. */
const UNOBSERVED = new Set(['/livez', '/readyz', '/metrics', '/health']);

/** The configuration of a route whose responses are streams of events (for Nest's `@RouteConfig`). */
export const EVENT_STREAM = { eventStream: true } as const;

/** The status of a request whose client left, as google.rpc.Code has it for CANCELLED. */
const CLIENT_CLOSED_REQUEST = 499;

/** The log has the first characters of a longer path. */
const MAX_LOGGED_PATH = 256;

/**
 * Creates the context of an HTTP request, sets x-request-id on its response, and records its metrics, span and log line. Returns
 * the error of a request that is beyond the limits.
 */
export function observeHttp(
  request: FastifyRequest,
  reply: FastifyReply,
  telemetry: Telemetry,
  limits: RequestLimits,
): AppError | undefined {
  const kind = kindOf(request);
  const admission = limits.admit(request.raw.socket, kind);
  const context =
    kind === 'probe' ? new RequestContext(httpHeaders(request.headers)) : observe(request, reply, telemetry, admission);
  if (kind === 'probe') reply.raw.on('close', () => leave(admission, reply.raw.writableFinished));
  context.attachTo(request);
  reply.header('x-request-id', context.requestId);
  return admission.limit ? undefined : new AppError('overloaded', OVERLOADED);
}

function kindOf({ routeOptions: { url = '', config } }: FastifyRequest): RequestKind {
  if ((config as Partial<typeof EVENT_STREAM> | undefined)?.eventStream) return 'eventStream';
  return UNOBSERVED.has(url) ? 'probe' : 'request';
}

function observe(
  request: FastifyRequest,
  reply: FastifyReply,
  telemetry: Telemetry,
  admission: Admission,
): RequestContext {
  const { metrics, tracing, requestLog } = telemetry;
  const method = KNOWN_METHODS.has(request.method) ? request.method : OTHER_METHOD;
  const route = request.routeOptions.url ?? '';
  const path = request.url.split('?', 1)[0]?.slice(0, MAX_LOGGED_PATH) ?? '';
  const header = httpHeaders(request.headers);
  const span = tracing?.startServerSpan(
    spanName(method, route),
    { 'http.request.method': method, 'http.route': route, 'url.path': path, 'url.scheme': 'http' },
    header,
  );
  const context = new RequestContext(header, span);
  const startedAt = performance.now();
  metrics?.httpServerActive.inc(method);
  if (admission.kind === 'eventStream') metrics?.httpServerStreams.inc(route);
  // Fastify's onResponse hook does not run if the client leaves.
  reply.raw.on('close', () => {
    leave(admission, reply.raw.writableFinished);
    // A stream of events has no other end than that its client leaves, or that the service drains.
    const isStream = admission.kind === 'eventStream' && reply.raw.headersSent && reply.statusCode === 200;
    const status = reply.raw.writableFinished || isStream ? reply.statusCode : CLIENT_CLOSED_REQUEST;
    const durationMs = performance.now() - startedAt;
    metrics?.httpServerActive.dec(method);
    if (admission.kind === 'eventStream') metrics?.httpServerStreams.dec(route);
    // How long a client watched is no latency.
    if (!isStream) {
      const labels = { http_request_method: method, http_route: route, http_response_status_code: status };
      metrics?.httpServer.record(labels, durationMs, span);
    }
    span?.end({ 'http.response.status_code': status }, status >= 500 ? String(status) : undefined);
    requestLog.write('request', context, durationMs, { method: request.method, path, status });
  });
  return context;
}

/** Of low cardinality, as the semantic conventions require: an unknown method is HTTP. */
function spanName(method: string, route: string): string {
  const name = method === OTHER_METHOD ? 'HTTP' : method;
  return route ? `${name} ${route}` : name;
}
