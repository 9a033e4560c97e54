import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';

/** The usage of a container since it started, as of the last sample of its kubelet. */
export interface ContainerUsage {
  /** The time of the sample, in milliseconds. */
  readonly at: number;
  readonly cpuSeconds: number;
  /** The working set, which cannot be reclaimed. */
  readonly memoryBytes: number;
}

/** By pod and container, such as `gateway-ff975549f-ltdgr/istio-proxy`. */
export type Usage = ReadonlyMap<string, ContainerUsage>;

/** The usage of every container in a namespace, from the summaries of the kubelets, about ten seconds apart. */
export async function usageIn(namespace: string, signal: AbortSignal): Promise<Usage> {
  const nodes = (await kubectl(['get', 'nodes', '--output=name'], { signal })).trim().split('\n');
  const usage = new Map<string, ContainerUsage>();
  for (const node of nodes) {
    const path = `/api/v1/nodes/${node.replace('node/', '')}/proxy/stats/summary`;
    const { pods } = JSON.parse(await kubectl(['get', '--raw', path], { signal })) as Summary;
    for (const { podRef, containers = [] } of pods) {
      if (podRef.namespace !== namespace) continue;
      for (const { name, cpu, memory } of containers) {
        if (cpu?.usageCoreNanoSeconds === undefined) continue;
        usage.set(`${podRef.name}/${name}`, {
          at: Date.parse(cpu.time),
          cpuSeconds: cpu.usageCoreNanoSeconds / 1e9,
          memoryBytes: memory?.workingSetBytes ?? 0,
        });
      }
    }
  }
  return usage;
}

/** The fields of the kubelet's API that are read: https://kubernetes.io/docs/reference/instrumentation/node-metrics/ */
interface Summary {
  readonly pods: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string };
    readonly containers?: readonly {
      readonly name: string;
      readonly cpu?: { readonly time: string; readonly usageCoreNanoSeconds?: number };
      readonly memory?: { readonly workingSetBytes?: number };
    }[];
  }[];
}
