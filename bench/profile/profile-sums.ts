import type { CallFrame, Layers } from './layers.ts';

/** What `node --cpu-prof` writes. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  /** The ids of the sampled nodes. */
  readonly samples: readonly number[];
  /** Microseconds from one sample to the next. */
  readonly timeDeltas: readonly number[];
}

/** What `node --heap-prof` writes: what was still in use at the end, by who made it. */
export interface HeapProfile {
  readonly head: HeapNode;
}

interface HeapNode {
  readonly callFrame: CallFrame;
  /** In bytes. */
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/** Microseconds by layer, of the samples after so many microseconds. */
export function cpuByLayer(
  { nodes, samples, timeDeltas }: CpuProfile,
  after: number,
  layers: Layers,
): Map<string, number> {
  const layerOf = new Map(nodes.map(({ id, callFrame }) => [id, layers.of(callFrame)]));
  const sums = new Map<string, number>();
  let passed = 0;
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0;
    passed += delta;
    if (passed > after) add(sums, layerOf.get(id), delta);
  }
  return sums;
}

/** Bytes by layer. */
export function heapByLayer({ head }: HeapProfile, layers: Layers): Map<string, number> {
  const sums = new Map<string, number>();
  for (const nodes = [head]; ;) {
    const node = nodes.pop();
    if (!node) return sums;
    add(sums, layers.of(node.callFrame), node.selfSize);
    nodes.push(...node.children);
  }
}

function add(sums: Map<string, number>, layer = '', value: number): void {
  if (value > 0) sums.set(layer, (sums.get(layer) ?? 0) + value);
}
