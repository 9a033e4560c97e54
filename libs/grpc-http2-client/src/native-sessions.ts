import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';

/*
 * Node 26.10 aborts the process if the garbage collector frees the native part of a session before that of a stream of it whose
 * response headers were not accepted: too many or too large ones, or CONTINUATION frames that do not end. The stream still holds
 * header fields in memory of the session, whose destructor asserts that all of it is freed (src/node_http2.cc, CHECK_EQ of
 * current_nghttp2_memory_). If Node has no such internal property, nothing is changed and unaccepted-headers.spec.ts fails.
 */

/** Internal to Node 26 (lib/internal/http2/core.js): the native part of a session or a stream, until its end. */
let handleKey: symbol | undefined;

/** Keeps each native session until the native stream is collected. */
const registry = new FinalizationRegistry<object>(() => undefined);

/** The native part of a session or a stream that has not ended. */
export function nativePart(owner: ClientHttp2Session | ClientHttp2Stream): object | undefined {
  handleKey ??= Object.getOwnPropertySymbols(owner).find(({ description }) => description === 'kHandle');
  return handleKey && (owner as unknown as Record<symbol, object | undefined>)[handleKey];
}

/** Has the garbage collector free a native session after the native stream, not before. */
export function freeSessionAfterStream(session: object | undefined, stream: object | undefined): void {
  if (session && stream) registry.register(stream, session);
}
