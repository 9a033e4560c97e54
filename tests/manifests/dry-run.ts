// A server-side dry run of many builds at once. Builds share most of their objects, so each distinct object is sent once.
import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';
import { nameOf, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { manifestOf } from '../../libs/testbed/src/cluster/kustomize.ts';

/** Several, since an apply waits for the API server and its webhooks, one object after the other. */
const BATCHES = 4;

/** The objects of a folder, alone or with components. */
export interface Build {
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
}

/** Sends objects; rejects with the output of kubectl if one of them is refused. */
export type DryRun = (objects: readonly KubernetesObject[], ...options: string[]) => Promise<unknown>;

interface DistinctObject {
  readonly object: KubernetesObject;
  /** The builds that have it. */
  readonly names: string[];
}

/**
 * Dry-runs the objects of all builds; a warning is an error.
 *
 * @returns the number of objects that differ
 * @throws AggregateError with an error for each object that is refused, which names the builds that have it
 */
export async function dryRunAll(builds: readonly Build[], dryRun: DryRun = dryRunByKubectl): Promise<number> {
  const distinct = distinctObjects(builds);
  // Istio's webhook warns of every EnvoyFilter.
  const { true: envoyFilters = [], false: others = [] } = Object.groupBy(
    distinct,
    ({ object }) => `${object.kind === 'EnvoyFilter'}` as const,
  );
  const runs = [
    ...batchesOf(others).map((batch) => ({ batch, options: ['--warnings-as-errors'] })),
    ...batchesOf(envoyFilters).map((batch) => ({ batch, options: [] })),
  ];
  const errors = await Promise.all(runs.map(({ batch, options }) => errorsOf(batch, options, dryRun)));
  if (errors.flat().length > 0) throw new AggregateError(errors.flat(), errors.flat().map(String).join('\n'));
  return distinct.length;
}

function distinctObjects(builds: readonly Build[]): DistinctObject[] {
  const byContent = new Map<string, DistinctObject>();
  for (const { name, objects } of builds) {
    for (const object of objects) {
      const content = JSON.stringify(object);
      const known = byContent.get(content);
      if (known) known.names.push(name);
      else byContent.set(content, { object, names: [name] });
    }
  }
  return [...byContent.values()];
}

function batchesOf(objects: readonly DistinctObject[]): DistinctObject[][] {
  const batches = Array.from({ length: BATCHES }, (_, index) =>
    objects.filter((_object, at) => at % BATCHES === index),
  );
  return batches.filter((batch) => batch.length > 0);
}

/** The errors of a batch. A warning does not name its object, so the objects of a refused batch are sent one by one. */
async function errorsOf(batch: readonly DistinctObject[], options: string[], dryRun: DryRun): Promise<Error[]> {
  const isValid = dryRun(
    batch.map(({ object }) => object),
    ...options,
  ).then(
    () => true,
    () => false,
  );
  if (await isValid) return [];
  const errors: Error[] = [];
  for (const { object, names } of batch) {
    await dryRun([object], ...options).catch((error: unknown) => {
      errors.push(new Error(`${nameOf(object)} of ${names.join(', ')}: ${String(error)}`, { cause: error }));
    });
  }
  return errors;
}

const dryRunByKubectl: DryRun = (objects, ...options) =>
  kubectl(['apply', '--dry-run=server', ...options, '--filename=-'], { input: manifestOf(objects) });
