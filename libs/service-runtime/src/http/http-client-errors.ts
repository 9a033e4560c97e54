import { IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';

import { AppError } from '#errors';

import { currentResponse, hasCloseOption, isClosing, lingeringClose, requestBeingRead } from './http-connection.ts';
import { KNOWN_METHODS, OTHER_METHOD } from './http-methods.ts';
import { methodNotImplemented, versionNotSupported } from './http-request-validation.ts';
import { failContent } from './request-content.ts';
import { skipRouting } from './skip-routing.ts';

/** The maximum size of the request line and all headers. */
export const MAX_HEADER_BYTES = 16 * 1024;

/** The time limit for a request, headers and content, to arrive. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** Longer tokens are not treated as methods. */
const MAX_METHOD_LENGTH = 32;

/** What Node adds to a parse error: the code and reason of llhttp, and the bytes that it was given. */
interface ClientError extends NodeJS.ErrnoException {
  readonly reason?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/** Connections with input that node:http can't parse. */
const ending = new WeakSet<Socket>();

/**
 * Responds to input that node:http can't parse. It is wrapped in a request that skips routing, in the order of the requests on the
 * connection, so that `handle` responds to it as to any other. Then the connection ends.
 */
export function respondToClientError(error: Error, socket: Socket, handle: RequestListener): void {
  // Node reports every further packet on the connection as one more error.
  if (ending.has(socket)) return;
  ending.add(socket);
  const reading = requestBeingRead(socket);
  if (socket.writable && reading && failContent(reading, toAppError(error, undefined))) return;
  // After its last response a connection is read, to no effect, until it is closed.
  if (isClosing(socket)) return;
  if (!socket.writable) return void socket.destroy();
  if (reading) {
    // The response has been sent, or is being sent.
    afterResponses(socket, () => lingeringClose(socket));
    return;
  }
  const line = requestLine(error);
  const request = new IncomingMessage(socket);
  Object.assign(request, { method: line?.method ?? OTHER_METHOD, url: line?.path ?? '', complete: true });
  Object.assign(request, { httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1 });
  request.push(null);
  respondLast(request, toAppError(error, line), handle);
}

/** Responds, in the order of requests, to a request for which Node has no response, such as CONNECT. Then the connection ends. */
export function respondLast(request: IncomingMessage, error: AppError, handle: RequestListener): void {
  const { socket } = request;
  ending.add(socket);
  // node:http calls this to close a half-closed connection after its last response.
  socket.destroySoon = () => undefined;
  afterResponses(socket, () => {
    // That the content of a request is too large is known only once it has been read, which is after what is behind it.
    if (isClosing(socket)) return lingeringClose(socket);
    if (!socket.writable) return void socket.destroy();
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => {
      response.detachSocket(socket);
      response.emit('close');
      lingeringClose(socket);
    });
    skipRouting(request, error);
    handle(request, response);
  });
}

/**
 * Calls back when all earlier requests on the connection have their responses (RFC 9112, 9.3.2), unless one of these is the last
 * response: a handler can set the close option as well.
 */
function afterResponses(socket: Socket, next: () => void): void {
  const current = currentResponse(socket);
  if (!current) return next();
  current.once('close', () => {
    if (hasCloseOption(current)) lingeringClose(socket);
    else afterResponses(socket, next);
  });
}

interface RequestLine {
  readonly method: string;
  /** Empty if the target is not a path. */
  readonly path: string;
  readonly version: string;
  /** Whether the error is in the request line itself. */
  readonly isFaulty: boolean;
}

const REQUEST_LINE = /^(?:\r\n)*([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/(\d\.\d)\r?(?:\n|$)/;

/** The request line of what could not be parsed, if it is in the packet with the error and has the form of one. */
function requestLine(error: ClientError): RequestLine | undefined {
  const { bytesParsed = 0 } = error;
  const text = packet(error);
  // The end of the message before it, not its own, at which its header may be found to be too large.
  const start = bytesParsed < 4 ? -1 : text.lastIndexOf('\r\n\r\n', bytesParsed - 4);
  const message = text.slice(start < 0 ? 0 : start + 4);
  const [line, method = '', target = '', version = ''] = REQUEST_LINE.exec(message) ?? [];
  if (line === undefined || method.length > MAX_METHOD_LENGTH) return undefined;
  const isFaulty = bytesParsed <= text.length - message.length + line.length;
  return { method, path: target.startsWith('/') ? target : '', version, isFaulty };
}

const packet = ({ rawPacket }: ClientError): string => rawPacket?.toString('latin1') ?? '';

function toAppError(error: ClientError, line: RequestLine | undefined): AppError {
  const { code, reason } = error;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AppError('request-timeout', `A request must arrive within ${REQUEST_TIMEOUT_MS / 1000} seconds.`);
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    // The packet with the error need not be the first. A packet that continues a long line is treated as part of a header.
    return (line ? line.isFaulty : packet(error).match(/^\w+ \S+$/) !== null)
      ? new AppError('uri-too-long', 'The request target may have 16 KiB, less what the headers have.')
      : new AppError('headers-too-large', 'The request line and all headers together may have 16 KiB.');
  }
  if (code === 'HPE_PAUSED_H2_UPGRADE') return versionNotSupported();
  if (line && line.version !== '1.1' && line.version !== '1.0') return versionNotSupported();
  if (line && !KNOWN_METHODS.has(line.method)) return methodNotImplemented();
  return new AppError('invalid-request', `This is not an HTTP/1.1 request${reason ? `: ${reason}` : ''}.`);
}
