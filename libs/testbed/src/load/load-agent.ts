import { Agent } from 'undici';

/** Time limits for a connection, for the headers of a response and for each part of its body. */
const TIMEOUT_MS = 10_000;

/** Names in the report for undici's codes; any other error stands there by its own code. */
const CONNECTION_ERRORS: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'connection ended',
  UND_ERR_CONNECT_TIMEOUT: 'connect timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
};

/** Where a load goes, over its connections. */
export interface LoadTarget {
  readonly agent: Agent;
  /** Such as http://localhost:9999. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers for requests of a load that no fault is asked for. */
export const withoutFault = ({ 'x-fault': _fault, ...others }: LoadTarget['headers']): LoadTarget['headers'] => others;

/** Connections of a load, with one request at a time on each. */
export const createLoadAgent = (connections: number): Agent =>
  new Agent({
    connections,
    pipelining: 1,
    connect: { timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });

/** The name of an error of a connection in the report. */
export function connectionError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return CONNECTION_ERRORS[code ?? ''] ?? code ?? message;
}
