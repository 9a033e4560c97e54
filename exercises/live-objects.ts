// Reads and changes objects of a namespace by their manifests, whatever their kinds.
import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import { nameOf, type KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { manifestOf } from '../libs/testbed/src/cluster/kustomize.ts';

/** The kind and name of an object with its API group, since two groups may have a kind of the same name. */
export const identityOf = (object: KubernetesObject): string =>
  `${object.apiVersion.split('/').at(-2) ?? ''} ${nameOf(object)}`;

/** Those of some objects that exist in a namespace, as they are there. */
export async function readObjects(
  namespace: string,
  objects: readonly KubernetesObject[],
): Promise<readonly KubernetesObject[]> {
  if (objects.length === 0) return [];
  const options = [`--namespace=${namespace}`, '--ignore-not-found', '--output=json'];
  const output = await kubectl(['get', '--filename=-', ...options], {
    input: manifestOf(objects.map(referenceTo)),
  });
  if (output.trim() === '') return [];
  const found = JSON.parse(output) as KubernetesObject & { readonly items?: readonly KubernetesObject[] };
  return found.kind === 'List' ? (found.items ?? []) : [found];
}

/** Changes an object by a merge patch, which replaces lists as a whole, or creates it. */
export async function patchOrCreate(namespace: string, object: KubernetesObject, exists: boolean): Promise<void> {
  const inNamespace = `--namespace=${namespace}`;
  const input = manifestOf([withoutNamespace(object)]);
  if (!exists) return void (await kubectl(['create', inNamespace, '--filename=-'], { input }));
  const { apiVersion: _, kind: __, ...patch } = withoutNamespace(object);
  const options = ['--type=merge', `--patch=${JSON.stringify(patch)}`];
  await kubectl(['patch', inNamespace, '--filename=-', ...options], { input });
}

/** Gives objects the state that `readObjects` returned, also if they were changed or deleted since. */
export async function restoreObjects(namespace: string, before: readonly KubernetesObject[]): Promise<void> {
  const existing = new Set((await readObjects(namespace, before)).map(identityOf));
  for (const object of before) {
    const verb = existing.has(identityOf(object)) ? 'replace' : 'create';
    await kubectl([verb, `--namespace=${namespace}`, '--filename=-'], { input: JSON.stringify(restorable(object)) });
  }
}

/** Deletes those of some objects that exist. */
export async function deleteObjects(namespace: string, objects: readonly KubernetesObject[]): Promise<void> {
  if (objects.length === 0) return;
  const input = manifestOf(objects.map(referenceTo));
  await kubectl(['delete', `--namespace=${namespace}`, '--ignore-not-found', '--filename=-'], { input });
}

/** What identifies an object. */
const referenceTo = ({ apiVersion, kind, metadata: { name } }: KubernetesObject): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name },
});

/** kubectl refuses an object whose namespace is not the one in its options. */
export function withoutNamespace<T extends KubernetesObject>(object: T): T {
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Without what the API server sets, by which it would refuse the object as outdated. */
function restorable(object: KubernetesObject): KubernetesObject {
  const { name, namespace, labels, annotations } = object.metadata;
  const metadata = {
    name,
    ...(namespace && { namespace }),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  };
  const { status: _, ...rest } = object as KubernetesObject & { status?: unknown };
  return { ...rest, metadata };
}
