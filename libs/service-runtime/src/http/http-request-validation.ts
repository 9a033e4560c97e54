import type { IncomingMessage } from 'node:http';

import { AppError } from '#errors';

import { KNOWN_METHODS } from './http-methods.ts';

/** An origin-form target without percent-encoding and without a fragment, as nearly all are. */
const PLAIN_TARGET = /^\/[!"$&-~]*$/;

/** An http or https URI without a fragment: its authority, then its path and query. */
const ABSOLUTE_TARGET = /^https?:\/\/([^/?#]*)([^#]*)$/i;

/** uri-host [ ":" port ] of RFC 9110, 7.2. Several Host lines come joined by ", ", which this does not match. */
const HOST = /^(?:\[[\da-fv.:]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;

/** A percent-encoded unreserved character (RFC 3986, 2.3). */
const ENCODED_UNRESERVED = /%(?:2[DE]|3\d|[46][1-9A-F]|[57][\dA]|5F|7E)/i;

/**
 * Checks what HTTP requires of every request: version, method, framing, Host and target. An absolute-form
 * target is replaced by its path, so that the router and all handlers get one form (docs/adr/0013).
 *
 * @returns the error to respond with, or undefined if the request can be routed
 */
export function validateRequest(request: IncomingMessage): AppError | undefined {
  const { headers, httpVersionMajor, httpVersionMinor, method = '', url = '' } = request;
  if (httpVersionMajor !== 1) return versionNotSupported();
  if (!KNOWN_METHODS.has(method)) return methodNotImplemented();
  const { host, 'transfer-encoding': transferEncoding } = headers;
  if (host === undefined ? httpVersionMinor > 0 : !HOST.test(host)) {
    return new AppError('invalid-request', 'A request has one Host header, with a host name and at most a port.');
  }
  if (transferEncoding !== undefined) {
    // RFC 9112, 6.1.
    if (httpVersionMinor === 0) return new AppError('invalid-request', 'HTTP/1.0 has no Transfer-Encoding.');
    if (transferEncoding.toLowerCase() !== 'chunked') {
      return new AppError('not-implemented', 'The one transfer coding that is supported is chunked.');
    }
  }
  return PLAIN_TARGET.test(url) || method === 'CONNECT' ? undefined : normalizeTarget(request, method, url);
}

/** The error for an HTTP version other than 1.0 and 1.1. */
export const versionNotSupported = (): AppError =>
  new AppError('http-version-not-supported', 'HTTP/1.1 and HTTP/1.0 are supported.');

/** The error for a method that is not known. */
export const methodNotImplemented = (): AppError =>
  new AppError('not-implemented', 'This method is not implemented; GET and HEAD are, and POST on some paths.');

/** Replaces an absolute-form target by its path and query; all other forms stay (RFC 9112, 3.2). */
function normalizeTarget(request: IncomingMessage, method: string, target: string): AppError | undefined {
  const invalid = () => new AppError('invalid-request', 'The request target is neither a path nor an http URI.');
  let url = target;
  if (!url.startsWith('/')) {
    if (url === '*') return method === 'OPTIONS' ? undefined : invalid();
    const [, authority = '', pathAndQuery = ''] = ABSOLUTE_TARGET.exec(url) ?? [];
    if (authority === '' || authority.startsWith(':') || !HOST.test(authority)) return invalid();
    if (pathAndQuery.startsWith('/')) url = pathAndQuery;
    // RFC 9112, 3.2.4: OPTIONS for a URI without a path is OPTIONS *.
    else url = method === 'OPTIONS' && pathAndQuery === '' ? '*' : `/${pathAndQuery}`;
    request.url = url;
  }
  if (url.includes('#')) return invalid();
  const [path = ''] = url.split('?', 1);
  if (!ENCODED_UNRESERVED.test(path)) return undefined;
  return new AppError('invalid-request', 'Letters, digits and "-._~" are not percent-encoded in a path.');
}
