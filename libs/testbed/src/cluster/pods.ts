import { NAMESPACE } from './cluster.ts';
import { getObject } from './kubectl.ts';

/** A pod of the shop's, as far as it is looked at. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
}

/** Those of a service's pods that are to stay. */
export async function podsOf(service: string, namespace = NAMESPACE): Promise<Pod[]> {
  const { items } = await getObject<{ items: Pod[] }>('pods', `--namespace=${namespace}`, `--selector=app=${service}`);
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}
