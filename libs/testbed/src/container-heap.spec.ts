import { expect, it } from 'vitest';

import { containerHeapFlags } from './container-heap.ts';
import { run } from './run.ts';

/** What `v8.getHeapStatistics().heap_size_limit` is in a container with so much memory, both in MiB, on Node 26. */
const HEAP_LIMITS = [
  [128, 262],
  [256, 262],
  [384, 268],
  [512, 268],
  [768, 408],
  [1024, 536],
  [2048, 1072],
] as const;

it.each(HEAP_LIMITS)(
  'a process with the heap of a container of %d MiB has a limit of %d MiB',
  async (memory, limit) => {
    const program = 'console.log(v8.getHeapStatistics().heap_size_limit / 2 ** 20)';
    expect(Number(await run(process.execPath, [...containerHeapFlags(memory), '--eval', program]))).toBe(limit);
  },
);
