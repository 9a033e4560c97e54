import { getObject } from '../../libs/testbed/src/cluster/kubectl.ts';

/** The nodes of a cluster, all together. */
export interface Machine {
  readonly nodes: number;
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly architecture: string;
  /** The version of Kubernetes. */
  readonly kubernetes: string;
}

export async function readMachine(): Promise<Machine> {
  const { items } = await getObject<{ items: readonly Node[] }>('nodes');
  const sum = (of: (node: Node) => number) => items.reduce((total, node) => total + of(node), 0);
  const [first] = items;
  return {
    nodes: items.length,
    cpus: sum(({ status }) => Number(status.capacity.cpu)),
    memoryGiB: Math.round(sum(({ status }) => Number.parseInt(status.capacity.memory, 10)) / 2 ** 20),
    architecture: first?.status.nodeInfo.architecture ?? '',
    kubernetes: first?.status.nodeInfo.kubeletVersion ?? '',
  };
}

/** The fields of a node that are read. Its memory is in Ki. */
interface Node {
  readonly status: {
    readonly capacity: { readonly cpu: string; readonly memory: string };
    readonly nodeInfo: { readonly architecture: string; readonly kubeletVersion: string };
  };
}
