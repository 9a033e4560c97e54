import { constants } from 'node:http2';

import { status } from '@grpc/grpc-js';

import type { CallMetadata } from './metadata.ts';

/** The status of a call that has ended. */
export interface CallStatus {
  readonly code: status;
  readonly details: string;
}

/** The status of a call whose stream ended well, but without one. */
export const NO_STATUS: CallStatus = {
  code: status.INTERNAL,
  details: 'The server ended the stream without a grpc-status',
};

/** grpc/doc/http-grpc-status-mapping.md */
const BY_HTTP_STATUS: Readonly<Record<number, status>> = {
  400: status.INTERNAL,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.UNIMPLEMENTED,
  429: status.UNAVAILABLE,
  502: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
  504: status.UNAVAILABLE,
};

/** grpc/doc/PROTOCOL-HTTP2.md, "Errors"; every other code is INTERNAL. */
const BY_RESET: Readonly<Record<number, status>> = {
  [constants.NGHTTP2_REFUSED_STREAM]: status.UNAVAILABLE,
  [constants.NGHTTP2_CANCEL]: status.CANCELLED,
  [constants.NGHTTP2_ENHANCE_YOUR_CALM]: status.RESOURCE_EXHAUSTED,
  [constants.NGHTTP2_INADEQUATE_SECURITY]: status.PERMISSION_DENIED,
};

/** The status that grpc-status and grpc-message state; undefined without a grpc-status. */
export function statusOfTrailers(trailers: CallMetadata): CallStatus | undefined {
  const text = trailers['grpc-status'];
  if (text === undefined) return undefined;
  const details = percentDecoded(trailers['grpc-message'] ?? '');
  const code = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  return status[code] === undefined
    ? { code: status.UNKNOWN, details: `Received the unknown grpc-status ${JSON.stringify(text)}: ${details}` }
    : { code, details };
}

/** The status of a response that is none of gRPC, such as that of a proxy. */
export const statusOfHttp = (httpStatus: number, contentType: string | undefined): CallStatus => ({
  code: BY_HTTP_STATUS[httpStatus] ?? status.UNKNOWN,
  details: `Received HTTP status ${httpStatus} with content-type ${contentType ?? '(none)'} and no grpc-status`,
});

/** The status of a call whose stream the server has reset. */
export const statusOfReset = (code: number): CallStatus => ({
  code: BY_RESET[code] ?? status.INTERNAL,
  details: `The server reset the stream with HTTP/2 error code ${code}`,
});

/** Decodes grpc-message. What is not percent-encoded UTF-8 stays as it is, since a message must not be lost. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replaceAll(/(?:%[\da-fA-F]{2})+/g, (octets) =>
      Buffer.from(octets.replaceAll('%', ''), 'hex').toString(),
    );
  }
}
