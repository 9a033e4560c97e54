import type { IncomingMessage } from 'node:http';
import { AppError } from '#errors';

/** The content of a request that is read and discarded, so that the connection can be used again. No path uses content. */
const MAX_CONTENT_BYTES = 65_536;

type Done = (error?: Error) => void;

const WAITING = Symbol('waits for the content');
type WithWaiting = IncomingMessage & { [WAITING]?: Done | undefined };

/** Whether the headers of a request announce content. */
export const hasContent = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/**
 * Discards the content of a request, and calls back when all of it has arrived, or with its error. So an error is found before
 * the request is handled.
 */
export function discardContent(request: IncomingMessage, done: Done): void {
  (request as WithWaiting)[WAITING] = done;
  let size = 0;
  request.on('data', ({ length }: Buffer) => {
    size += length;
    if (size > MAX_CONTENT_BYTES) finish(request, contentTooLarge());
  });
  request.once('end', () => finish(request));
}

/** The error of a request that announces too much content. */
export function announcedContentError({ headers }: IncomingMessage): AppError | undefined {
  return Number(headers['content-length']) > MAX_CONTENT_BYTES ? contentTooLarge() : undefined;
}

const contentTooLarge = () =>
  new AppError('content-too-large', 'No request needs content here; at most 64 KiB of it are ignored.');

/** Ends the wait for the content with an error. Returns false if nothing waits for it. */
export function failContent(request: IncomingMessage, error: Error): boolean {
  return finish(request, error);
}

function finish(request: WithWaiting, error?: Error): boolean {
  const done = request[WAITING];
  if (!done) return false;
  request[WAITING] = undefined;
  done(error);
  return true;
}
