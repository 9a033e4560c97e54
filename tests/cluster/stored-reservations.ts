import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';
import { bundleOf } from '../../libs/testbed/src/cluster/program-bundle.ts';

/** What the database of inventory has. */
export interface StoredReservations {
  readonly reservations: number;
  /** Different idempotency keys. */
  readonly keys: number;
  readonly pieces: number;
}

/** Counts the reservations in PostgreSQL, from a pod of inventory, which alone may connect. */
export async function countReservations(namespace: string): Promise<StoredReservations> {
  const exec = ['exec', '--stdin', `--namespace=${namespace}`, 'deployment/inventory', '--container=service'];
  const input = await bundleOf('tests/cluster/programs/count-reservations.ts');
  const output = await kubectl([...exec, '--', 'node', '--input-type=module', '-'], { input });
  return JSON.parse(output) as StoredReservations;
}
