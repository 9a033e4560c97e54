import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import type { Logger } from '#telemetry';

import type { ChangeListeners } from '../change-listeners.ts';
import { clientConfig, type ConnectionOptions } from './connection.ts';
import { CHANGES_CHANNEL } from './statements.ts';

const MIN_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5000;

/** How often a silent connection is tried, since TCP reports a lost peer only after minutes. */
const PROBE_INTERVAL_MS = 10_000;

/**
 * The connection of this process that listens for changes which any replica has committed. It reconnects until it is closed, and
 * then calls all listeners, since a notification is not repeated.
 */
export class ChangeNotifications implements AsyncDisposable {
  readonly #closed = new AbortController();
  readonly #run: Promise<void>;
  readonly #connected = Promise.withResolvers<void>();

  /** @param beforeListen awaited after each loss of the connection, such as for migrations */
  constructor(
    private readonly options: ConnectionOptions,
    private readonly listeners: ChangeListeners,
    private readonly beforeListen: () => Promise<void>,
    private readonly logger: Logger,
  ) {
    this.#run = this.#reconnect();
  }

  /** Resolves when it listens for the first time. */
  get connected(): Promise<void> {
    return this.#connected.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#run;
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#closed;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#listen(() => {
          if (failures > 0) this.logger.info('the connection to the database is restored');
          failures = 0;
        });
      } catch (error) {
        // Once for each loss, whose message has neither the URL nor the password.
        if (failures === 0) this.logger.warn({ cause: String(error) }, 'the database cannot be reached; reconnecting');
        failures += 1;
      }
      const backoffMs = Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** Math.min(failures, 10));
      await sleep(backoffMs * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Listens until the store is closed. @throws Error when the connection is lost */
  async #listen(connected: () => void): Promise<void> {
    const { signal } = this.#closed;
    await this.beforeListen();
    if (signal.aborted) return;
    const client = new Client(clientConfig(this.options));
    const ended = new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      client.on('error', reject);
      client.on('end', () => reject(new Error('The server has closed the connection.')));
    });
    ended.catch(() => undefined);
    client.on('notification', ({ payload }) => this.listeners.changed(Number(payload)));
    let probe: NodeJS.Timeout | undefined;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANGES_CHANNEL}`);
      connected();
      this.#connected.resolve();
      this.listeners.allChanged();
      probe = setInterval(() => {
        client.query('SELECT').catch((error: unknown) => client.emit('error', error));
      }, PROBE_INTERVAL_MS).unref();
      await ended;
    } finally {
      clearInterval(probe);
      await client.end().catch(() => undefined);
    }
  }
}
