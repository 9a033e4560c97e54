import type { Http2Session } from 'node:http2';

/** The open streams of a session, or `ended` once its last GOAWAY has been sent. */
const STREAMS = Symbol('open streams');

type Session = Http2Session & { [STREAMS]?: Set<() => void> | 'ended' };

/**
 * Calls back when the last GOAWAY of the connection has been sent, or soon if it has been; not after the returned function was
 * called. Unary calls end by themselves before the grace period does; a stream would last, and delay the end of the service.
 */
export function onConnectionEnd(session: Http2Session, listener: () => void): () => void {
  const holder: Session = session;
  const streams = (holder[STREAMS] ??= new Set());
  if (streams !== 'ended') streams.add(listener);
  else setImmediate(listener);
  return () => {
    if (streams !== 'ended') streams.delete(listener);
  };
}

/** Ends the streams of a connection whose last GOAWAY has been sent. */
export function endStreams(session: Http2Session): void {
  const holder: Session = session;
  const streams = holder[STREAMS];
  holder[STREAMS] = 'ended';
  if (streams && streams !== 'ended') for (const end of streams) end();
}
