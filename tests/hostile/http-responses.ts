// Reads what came back on a raw connection, strictly, and says what is wrong with it.

export interface HttpResponse {
  readonly status: number;
  /** By lower-case name; a header that came twice is joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Takes the responses of a connection apart.
 *
 * @param bytes all that came
 * @param methods of the requests, in order; a response to HEAD has no body
 * @throws Error if what came is not a sequence of whole HTTP/1.1 responses
 */
export function parseResponses(bytes: Buffer, methods: readonly string[]): HttpResponse[] {
  const responses: HttpResponse[] = [];
  let rest = bytes.toString('latin1');
  while (rest) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) throw new Error(`not a whole response: ${JSON.stringify(rest.slice(0, 200))}`);
    const [line = '', ...lines] = rest.slice(0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1]);
    if (!status) throw new Error(`not a status line: ${JSON.stringify(line.slice(0, 200))}`);
    rest = rest.slice(end + 4);
    if (status < 200) continue;
    const headers = headersOf(lines);
    const hasBody = methods[responses.length] !== 'HEAD' && status !== 204 && status !== 304;
    const [body, after] = hasBody ? takeBody(rest, headers) : ['', rest];
    rest = after;
    responses.push({ status, headers, body });
  }
  return responses;
}

function headersOf(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+): ?([\t\x20-\x7e\x80-\xff]*)$/.exec(line) ?? [];
    if (!name) throw new Error(`not a header: ${JSON.stringify(line.slice(0, 200))}`);
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function takeBody(text: string, headers: ReadonlyMap<string, string>): [body: string, rest: string] {
  if (headers.get('transfer-encoding') === 'chunked') return takeChunks(text);
  const length = Number(headers.get('content-length') ?? text.length);
  if (text.length < length) throw new Error(`${length} bytes were announced and ${text.length} came`);
  return [text.slice(0, length), text.slice(length)];
}

function takeChunks(text: string): [body: string, rest: string] {
  let body = '';
  for (let rest = text; ;) {
    const [line] = rest.split('\r\n', 1);
    const size = Number.parseInt(line ?? '', 16);
    if (!line || Number.isNaN(size)) throw new Error('not a chunk');
    const start = line.length + 2;
    if (size === 0) return [body, rest.slice(start + 2)];
    body += rest.slice(start, start + size);
    rest = rest.slice(start + size + 2);
  }
}

/** What every response has to have, whoever made it (docs/errors.md); a line for each thing that is wrong. */
export function faultsOf({ status, headers, body }: HttpResponse, documented: ReadonlySet<number>): string[] {
  const faults: string[] = [];
  if (!documented.has(status)) faults.push(`status ${status} is not documented`);
  if (!headers.get('x-request-id')) faults.push(`${status} has no x-request-id`);
  if (headers.get('x-content-type-options') !== 'nosniff')
    faults.push(`${status} has no x-content-type-options: nosniff`);
  if (body && !headers.get('content-type')) faults.push(`${status} has a body without content-type`);
  if (status >= 400) faults.push(...faultsOfError(status, headers, body));
  return faults;
}

function faultsOfError(status: number, headers: ReadonlyMap<string, string>, body: string): string[] {
  const type = headers.get('content-type') ?? '';
  // /readyz says in a word why it is not ready.
  if (!body || type.startsWith('text/')) return [];
  if (type !== 'application/problem+json') return [`${status} is ${type} and not application/problem+json`];
  try {
    const problem = JSON.parse(Buffer.from(body, 'latin1').toString()) as { type?: string; status?: number };
    const isProblem = problem.status === status && problem.type?.startsWith('urn:product-gateway:error:');
    return isProblem ? [] : [`${status} has a problem document of another error`];
  } catch {
    return [`${status} has a problem document that is not JSON`];
  }
}
