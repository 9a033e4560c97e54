// HTTP/1.1 responses as they stand on a connection (RFC 9112), parsed strictly.

export interface RawResponse {
  readonly status: number;
  /** By lower-case names; the values of a header that came twice are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ParsedResponses {
  /** All whole final responses, in their order. */
  readonly responses: readonly RawResponse[];
  /** The statuses of the interim responses. */
  readonly interim: readonly number[];
  /** What is left after the last whole response: an incomplete one, or nothing. */
  readonly rest: string;
}

/**
 * Parses all whole responses at the beginning of what came on a connection.
 *
 * @param text all that came, a byte a character (latin1)
 * @param methods those of the requests, in order: a response to HEAD has no body
 * @param hasEnded whether the connection has ended, up to where a body without a length extends
 * @throws Error if something is not HTTP/1.1
 */
export function parseResponses(text: string, methods: readonly string[], hasEnded: boolean): ParsedResponses {
  const interim: number[] = [];
  const responses: RawResponse[] = [];
  let rest = text;
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) break;
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
    if (!status) throw new Error(`this is no status line: ${JSON.stringify(statusLine.slice(0, 200))}`);
    const headers = parseHeaders(lines);
    const after = rest.slice(end + 4);
    if (status < 200) {
      interim.push(status);
      rest = after;
      continue;
    }
    const hasBody = methods[responses.length] !== 'HEAD' && status !== 204 && status !== 304;
    const taken = hasBody ? takeBody(after, headers, hasEnded) : { body: '', rest: after };
    if (!taken) break;
    responses.push({ status, headers, body: taken.body });
    ({ rest } = taken);
  }
  return { interim, responses, rest };
}

function parseHeaders(lines: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+): ?([\t\x20-\x7e\x80-\xff]*)$/.exec(line) ?? [];
    if (!name) throw new Error(`this is no header: ${JSON.stringify(line.slice(0, 200))}`);
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value.trim() : `${before}, ${value.trim()}`);
  }
  return Object.fromEntries(headers);
}

type Taken = { readonly body: string; readonly rest: string } | undefined;

/** The body at the beginning of a text; undefined if it is incomplete. */
function takeBody(text: string, headers: Readonly<Record<string, string>>, hasEnded: boolean): Taken {
  if (headers['transfer-encoding'] === 'chunked') return takeChunks(text);
  const length = Number(headers['content-length'] ?? (hasEnded ? text.length : 0));
  return text.length < length ? undefined : { body: text.slice(0, length), rest: text.slice(length) };
}

function takeChunks(text: string): Taken {
  let body = '';
  for (let rest = text; ;) {
    const end = rest.indexOf('\r\n');
    if (end < 0) return undefined;
    const size = /^[\da-f]+$/i.test(rest.slice(0, end)) ? Number.parseInt(rest, 16) : Number.NaN;
    if (Number.isNaN(size)) throw new Error(`this is no chunk: ${JSON.stringify(rest.slice(0, 200))}`);
    const start = end + 2;
    if (rest.length < start + size + 2) return undefined;
    if (size === 0) return { body, rest: rest.slice(start + 2) };
    body += rest.slice(start, start + size);
    rest = rest.slice(start + size + 2);
  }
}
