import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { describe, expect, it } from 'vitest';
import { FIRST_COMPUTED_ID } from '#catalog';
import { InventoryServiceService, type Reservation } from '#contracts';
import { PostgresServer, postgresIsMissing, RpcClient, startBundle, until, type RunningBundle } from '#testbed';

const PRODUCTS = 8;
const CLIENTS = 6;
/** How many reservations are made before each kill, and after the last one. */
const RESERVATIONS_PER_KILL = 60;
const KILLS = 3;
const TIMEOUT_MS = 180_000;

const productIds = Array.from({ length: PRODUCTS }, (_, index) => FIRST_COMPUTED_ID + 7 + index);

/** One replica of inventory, a process that is killed and started again with the same database. */
class Replica {
  #running: RunningBundle | undefined;
  #client: RpcClient | undefined;

  constructor(private readonly databaseUrl: string) {}

  async start(): Promise<void> {
    const environment = {
      PATH: process.env['PATH'],
      DATABASE_URL: this.databaseUrl,
      CATALOG_PRODUCTS: '100',
      CATALOG_OPTIONS: '40',
    };
    this.#running = startBundle('inventory', { environment });
    const [port] = await this.#running.printed(/"grpcPort":(\d+),.*"msg":"ready"/);
    this.#client = new RpcClient(Number(port));
  }

  get client(): RpcClient {
    if (!this.#client) throw new Error('the replica has not been started');
    return this.#client;
  }

  async kill(): Promise<void> {
    await this.#running?.stop('SIGKILL');
    this.#client?.[Symbol.dispose]();
  }
}

/** Clients that reserve one piece after another by keys, and repeat each call until it has a response. */
class Load {
  readonly acknowledged = new Map<string, Reservation>();
  readonly #stopped = new AbortController();
  readonly #running: Promise<unknown>;

  constructor(private readonly replicas: readonly Replica[]) {
    this.#running = Promise.all(Array.from({ length: CLIENTS }, (_, client) => this.#reserveOn(client)));
  }

  /** Resolves after so many further reservations. */
  async continues(): Promise<void> {
    const target = this.acknowledged.size + RESERVATIONS_PER_KILL;
    const what = 'reservations are made';
    await until(() => this.acknowledged.size >= target, { timeoutMs: TIMEOUT_MS, intervalMs: 5, what });
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #reserveOn(client: number): Promise<void> {
    for (let count = 0; !this.#stopped.signal.aborted; count += 1) {
      const productId = productIds[(client + count) % PRODUCTS] ?? 0;
      const request = { productId, optionId: 2 + (count % 38), quantity: 1, idempotencyKey: `${client}-${count}` };
      for (let attempt = 0; !this.acknowledged.has(request.idempotencyKey); attempt += 1) {
        const replica = this.replicas[(client + attempt) % this.replicas.length];
        const options = { deadline: Date.now() + 5000 };
        const response = await replica?.client
          .call(InventoryServiceService.reserveStock, request, options)
          .catch((error: unknown) => (isFinal(error) ? undefined : null));
        if (response?.reservation) this.acknowledged.set(request.idempotencyKey, response.reservation);
        else if (response === undefined) break;
        else await sleep(10);
      }
    }
  }
}

/** Out of stock. Every other error is followed by another attempt. */
const isFinal = (error: unknown): boolean => String(error).includes('FAILED_PRECONDITION');

async function totalStock(client: RpcClient): Promise<number> {
  const responses = await Promise.all(
    productIds.map((productId) => client.call(InventoryServiceService.getInventory, { productId })),
  );
  return responses.reduce((sum, { inventory }) => sum + Number(inventory?.total), 0);
}

/** What should be none of after kills. */
const NONE = { repeated: 0, surplus: 0, lost: 0 };

/** Kills under load, and compares what is left with the reservations of responses. */
async function killUnderLoad(replicas: readonly Replica[], kill: (round: number) => Promise<void>) {
  for (const replica of replicas) await replica.start();
  try {
    const [first] = replicas as [Replica];
    const before = await totalStock(first.client);
    const load = new Load(replicas);
    for (let round = 0; round < KILLS; round += 1) {
      await load.continues();
      await kill(round);
    }
    await load.continues();
    await load.stop();
    const reservations = [...load.acknowledged.values()];
    let lost = 0;
    for (const reservation of reservations) {
      const kept = await first.client.call(InventoryServiceService.getReservation, reservation).catch(() => undefined);
      if (!isDeepStrictEqual(kept?.reservation, reservation)) lost += 1;
    }
    const repeated = reservations.length - new Set(reservations.map(({ reservationId }) => reservationId)).size;
    return { repeated, surplus: before - (await totalStock(first.client)) - reservations.length, lost };
  } finally {
    for (const replica of replicas) await replica.kill();
  }
}

describe('reservations under load', () => {
  it('add up after inventory was killed by SIGKILL, with SQLite in a file', { timeout: TIMEOUT_MS }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stock-'));
    const replica = new Replica(`sqlite:${join(folder, 'stock.db')}`);
    const killed = killUnderLoad([replica], async () => {
      await replica.kill();
      await replica.start();
    });
    expect(await killed).toEqual(NONE);
    rmSync(folder, { recursive: true });
  });

  it.skipIf(postgresIsMissing())(
    'add up after PostgreSQL and one of two replicas were killed by SIGKILL',
    { timeout: TIMEOUT_MS },
    async () => {
      await using server = await PostgresServer.start();
      const replicas = [new Replica(server.url), new Replica(server.url)] as const;
      const killed = killUnderLoad(replicas, async (round) => {
        const program = round % 2 === 0 ? server : replicas[1];
        await program.kill();
        await (program === server ? server.restart() : replicas[1].start());
      });
      expect(await killed).toEqual(NONE);
    },
  );
});
