import type { IncomingMessage } from 'node:http';
import { AppError } from '#errors';

/** The content that a path takes from a POST. */
export interface AcceptedContent {
  /** Without parameters, in lower case. */
  readonly mediaTypes: readonly string[];
  readonly maxBytes: number;
}

/** The configuration of a route that takes content (for Nest's `@RouteConfig`). */
export const acceptsContent = (accepted: AcceptedContent): { readonly accepts: AcceptedContent } => ({
  accepts: accepted,
});

/** The content of any other request is read and discarded up to this size, so that the connection can be used again. */
const MAX_DISCARDED_BYTES = 65_536;

type Done = (error?: Error) => void;

const WAITING = Symbol('waits for the content');
const CONTENT = Symbol('content');
type WithContent = IncomingMessage & { [WAITING]?: Done | undefined; [CONTENT]?: Buffer };

/** Whether the headers of a request announce content. */
export const hasContent = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/** The content that `receiveContent` has kept. */
export const contentOf = (request: IncomingMessage): Buffer | undefined => (request as WithContent)[CONTENT];

/** The type and subtype of Content-Type, without parameters; empty without the header. */
export const mediaTypeOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string =>
  headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';

/**
 * Receives the content of a request, and calls back when all of it has arrived, or with its error. So an error is found before
 * the request is handled.
 *
 * @param accepted what the path takes; undefined discards the content
 */
export function receiveContent(request: IncomingMessage, accepted: AcceptedContent | undefined, done: Done): void {
  (request as WithContent)[WAITING] = done;
  const maxBytes = accepted?.maxBytes ?? MAX_DISCARDED_BYTES;
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) finish(request, contentTooLarge(accepted));
    else if (accepted) chunks.push(chunk);
  });
  request.once('end', () => {
    if (accepted) (request as WithContent)[CONTENT] = Buffer.concat(chunks);
    finish(request);
  });
}

/** The error of a request that announces too much content. */
export function announcedContentError({ headers }: IncomingMessage, accepted?: AcceptedContent): AppError | undefined {
  const maxBytes = accepted?.maxBytes ?? MAX_DISCARDED_BYTES;
  return Number(headers['content-length']) > maxBytes ? contentTooLarge(accepted) : undefined;
}

/** The error of content whose type a path does not take. It is discarded, so that requests behind it have their responses. */
export const mediaTypeError = (request: IncomingMessage, accepted: AcceptedContent): AppError | undefined =>
  accepted.mediaTypes.includes(mediaTypeOf(request)) ? undefined : unsupportedMediaType(accepted);

const contentTooLarge = (accepted?: AcceptedContent) =>
  new AppError(
    'content-too-large',
    accepted
      ? `This path takes at most ${accepted.maxBytes / 1024} KiB of content.`
      : 'No request needs content here; at most 64 KiB of it are ignored.',
  );

const unsupportedMediaType = ({ mediaTypes }: AcceptedContent) =>
  new AppError('unsupported-media-type', `Content-Type is ${mediaTypes.join(' or ')} here.`);

/** Ends the wait for the content with an error. Returns false if nothing waits for it. */
export function failContent(request: IncomingMessage, error: Error): boolean {
  return finish(request, error);
}

function finish(request: WithContent, error?: Error): boolean {
  const done = request[WAITING];
  if (!done) return false;
  request[WAITING] = undefined;
  done(error);
  return true;
}
