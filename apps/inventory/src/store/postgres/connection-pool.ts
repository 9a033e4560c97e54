import { DatabaseError, Pool, type QueryResultRow } from 'pg';

import { clientConfig, type ConnectionOptions } from './connection.ts';

/** A statement, which each connection prepares once under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A bounded number of connections. A lost one is replaced when it is needed. */
export class ConnectionPool implements AsyncDisposable {
  readonly #pool: Pool;

  constructor(options: ConnectionOptions) {
    this.#pool = new Pool({ ...clientConfig(options), max: options.maxConnections });
    // Emitted when the server closes a connection, by the pool if it is idle, otherwise by the connection, whose query rejects
    // as well. Without a listener it would end the process.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Runs one statement in a transaction of its own. */
  async query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const client = await this.#pool.connect();
    try {
      const { rows } = await client.query<Row>({ ...statement, values: [...values] });
      client.release();
      return rows;
    } catch (error) {
      // After any other error the connection is in an unknown state, as after a timeout of the client.
      client.release(!(error instanceof DatabaseError));
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }
}
