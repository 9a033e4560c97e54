import { connect } from 'node:net';

/** A response as it stands on the connection. */
export interface RawResponse {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawExchange {
  /** All final responses, in their order. */
  readonly responses: readonly RawResponse[];
  /** The statuses of the interim responses before the first final one. */
  readonly interim: readonly number[];
  /** Whether the server has ended the connection. */
  readonly ended: boolean;
}

export interface RawRequestOptions {
  /** How many responses to wait for; the server may also end the connection before. */
  readonly count?: number;
  /** Closes the client's side after the last byte, as `nc -N` does. */
  readonly halfClose?: boolean;
  /** Methods of the requests, where the response to one has no body: HEAD. */
  readonly methods?: readonly string[];
}

/**
 * Sends bytes to a port of the loopback address, each part as a packet of its own, and reads what comes back.
 *
 * @throws Error if it is not HTTP, or if the connection fails before there is a response
 */
export function sendRaw(
  port: number,
  parts: string | readonly string[],
  { count = 1, halfClose = false, methods = [] }: RawRequestOptions = {},
): Promise<RawExchange> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const finish = (ended: boolean) => {
      const { interim, responses } = parse(received, methods);
      socket.destroy();
      resolve({ interim, responses, ended });
    };
    socket.on('connect', async () => {
      for (const part of [parts].flat()) {
        await new Promise((sent) => socket.write(part, 'latin1', sent));
        await new Promise(setImmediate);
      }
      if (halfClose) socket.end();
    });
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const { responses } = parse(received, methods);
      // The end of the connection may follow at once.
      if (responses.length >= count && responses.at(-1)?.headers['connection'] !== 'close') finish(false);
    });
    socket.on('end', () => finish(true));
    socket.on('error', (error) => {
      if (parse(received, methods).responses.length >= count) finish(true);
      else reject(error);
    });
  });
}

/** Takes complete responses apart; what is incomplete at the end is left out. */
function parse(text: string, methods: readonly string[]) {
  const interim: number[] = [];
  const responses: RawResponse[] = [];
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) break;
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1] ?? NaN);
    if (Number.isNaN(status)) throw new Error(`this is no status line: ${statusLine.slice(0, 100)}`);
    rest = rest.slice(end + 4);
    if (status < 200) {
      interim.push(status);
      continue;
    }
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const hasBody = methods[responses.length] !== 'HEAD' && status !== 204 && status !== 304;
    const length = hasBody ? Number(headers['content-length'] ?? 0) : 0;
    if (rest.length < length) break;
    responses.push({ status, headers, body: rest.slice(0, length) });
    rest = rest.slice(length);
  }
  return { interim, responses };
}
