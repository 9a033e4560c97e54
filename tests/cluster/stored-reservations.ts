import { nodeIn } from '../../libs/testbed/src/cluster/kubectl.ts';
import { runFileForJson } from '../../libs/testbed/src/cluster/run-for-json.ts';

/** What the database of inventory has. */
export interface StoredReservations {
  readonly reservations: number;
  /** Different idempotency keys. */
  readonly keys: number;
  readonly pieces: number;
}

/** Counts the reservations in PostgreSQL, from a pod of inventory, which alone may connect. */
export const countReservations = async (namespace: string): Promise<StoredReservations> =>
  await runFileForJson<StoredReservations>(
    nodeIn(namespace, 'deployment/inventory', 'service'),
    'tests/cluster/programs/count-reservations.ts',
    [],
  );
