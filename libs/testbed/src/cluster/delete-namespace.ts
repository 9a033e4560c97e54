import { kubectl } from './kubectl.ts';

/** Deletes a namespace with all that is in it, and is done once it has gone. */
export async function deleteNamespace(name: string): Promise<void> {
  await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait=false']);
  // No new ones are made from here on, and nobody has to be sent away any more, not even by those that drain already.
  const atOnce = ['--grace-period=0', '--force', '--wait=false', '--ignore-not-found'];
  await kubectl(['delete', 'pods', '--all', `--namespace=${name}`, ...atOnce]);
  await kubectl(['wait', '--for=delete', `namespace/${name}`, '--timeout=120s']);
}
