import { types, type ClientConfig } from 'pg';

/** How the store connects to PostgreSQL. */
export interface ConnectionOptions {
  readonly url: string;
  /** Of the pool; one more connection listens for changes. */
  readonly maxConnections: number;
  /** For a connection, and for each statement. */
  readonly timeoutMs: number;
}

const BIGINT = types.builtins.INT8;

/** The configuration of each connection. The server ends what takes too long; the client gives up if the server is silent. */
export const clientConfig = ({ url, timeoutMs }: ConnectionOptions): ClientConfig => ({
  connectionString: url,
  application_name: 'product-gateway inventory',
  connectionTimeoutMillis: timeoutMs,
  statement_timeout: timeoutMs,
  lock_timeout: Math.ceil(timeoutMs / 2),
  idle_in_transaction_session_timeout: timeoutMs,
  query_timeout: 2 * timeoutMs,
  keepAlive: true,
  types: {
    // The driver returns BIGINT as text. No number of the contract is above 2^53-1.
    getTypeParser: (oid, format) => (oid === BIGINT ? Number : types.getTypeParser(oid, format)) as never,
  },
});
