import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';

/** The usage of a container since it started, as of the last sample of its kubelet. */
export interface ContainerUsage {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The time of the sample, in milliseconds. */
  readonly at: number;
  readonly cpuSeconds: number;
  /** The working set, which cannot be reclaimed. */
  readonly memoryBytes: number;
}

/** The usage of every container of the cluster, from the summaries of the kubelets, about ten seconds apart. */
export async function containerUsages(signal: AbortSignal): Promise<readonly ContainerUsage[]> {
  const nodes = (await kubectl(['get', 'nodes', '--output=name'], { signal })).trim().split('\n');
  const usages: ContainerUsage[] = [];
  for (const node of nodes) {
    const path = `/api/v1/nodes/${node.replace('node/', '')}/proxy/stats/summary`;
    const { pods } = JSON.parse(await kubectl(['get', '--raw', path], { signal })) as Summary;
    for (const { podRef, containers = [] } of pods) {
      for (const { name, cpu, memory } of containers) {
        if (cpu?.usageCoreNanoSeconds === undefined) continue;
        usages.push({
          namespace: podRef.namespace,
          pod: podRef.name,
          container: name,
          at: Date.parse(cpu.time),
          cpuSeconds: cpu.usageCoreNanoSeconds / 1e9,
          memoryBytes: memory?.workingSetBytes ?? 0,
        });
      }
    }
  }
  return usages;
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
