import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError, type Observable } from 'rxjs';
import {
  AppError,
  pathNotFound,
  toAppError,
  toGrpcStatus,
  sendProblem,
  type ErrorCode,
  type ProblemPage,
} from '#errors';
import { type Logger, RequestContext } from '#telemetry';

/** Not logged one by one, since there may be thousands; RequestLimits logs once a second that it refuses requests. */
const REFUSALS = new Set<ErrorCode>(['overloaded', 'too-many-viewers']);

/** Converts whatever a handler throws to a response of its protocol: a problem document, or a gRPC status. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly problemPage?: ProblemPage,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): Observable<never> | void {
    const error = toAppError(translate(thrown));
    // Fastify's request, or the gRPC call, which is the third argument of its handler.
    this.#log(error, RequestContext.find(host.getArgByIndex<object>(host.getType() === 'rpc' ? 2 : 0)));
    if (host.getType() === 'rpc') return throwError(() => toGrpcStatus(error));
    const http = host.switchToHttp();
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), error, this.problemPage);
  }

  /** Logs server errors with their cause, which the response does not have. Client errors are not logged. */
  #log(error: AppError, context: RequestContext | undefined): void {
    const ids = { request_id: context?.requestId, trace_id: context?.traceId };
    if (error.code === 'internal') this.logger.error({ ...ids, err: error.cause }, error.message);
    else if (error.kind.httpStatus >= 500 && !REFUSALS.has(error.code))
      this.logger.warn({ ...ids, error: error.code, cause: String(error.cause) }, error.message);
  }
}

/** Converts an exception of Nest or Fastify to an error of the catalogue. */
function translate(thrown: unknown): unknown {
  const status = thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: number }).statusCode;
  if (status === undefined || status >= 500) return thrown;
  if (status === 404) return pathNotFound();
  if (status === 415) return new AppError('unsupported-media-type', 'Content-Type is not a media type.');
  return new AppError('invalid-request', 'The request is not readable: see the path, its encoding and the headers.');
}
