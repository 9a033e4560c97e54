import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';

/** What a container has used since it started, as its kubelet last saw it. */
export interface ContainerUsage {
  /** When that was, in milliseconds. */
  readonly at: number;
  readonly cpuSeconds: number;
  /** That can't be taken from it. */
  readonly memoryBytes: number;
}

/** By pod and container, such as `gateway-ff975549f-ltdgr/istio-proxy`. */
export type Usage = ReadonlyMap<string, ContainerUsage>;

/** Of every container in a namespace, from the kubelets' summaries, which are some ten seconds apart. */
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

/** The kubelet's API, as far as it is read: https://kubernetes.io/docs/reference/instrumentation/node-metrics/ */
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
