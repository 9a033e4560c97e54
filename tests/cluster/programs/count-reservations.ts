// A program for a pod of inventory: counts the reservations in its database, and prints them as one line of JSON.
import { Client } from 'pg';

import type { StoredReservations } from '../stored-reservations.ts';

// The password is in PGPASSWORD.
const client = new Client({ connectionString: process.env['DATABASE_URL'] });
await client.connect();
const { rows } = await client.query<StoredReservations>(
  `SELECT count(*)::int AS reservations, count(DISTINCT idempotency_key)::int AS keys,
    coalesce(sum(quantity), 0)::int AS pieces FROM reservation`,
);
await client.end();
console.log(JSON.stringify(rows[0]));
