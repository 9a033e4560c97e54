/** V8 has at least this much for old objects, however little memory a container has. */
const MIN_OLD_MIB = 256;
/** Of the memory, one semi-space has this part, rounded up to a power of two. */
const SEMI_SPACE_PART = 128;
const MIN_SEMI_SPACE_MIB = 2;

/**
 * The options that give a process of node the heap that V8 makes of a container's memory limit, in which node runs without options.
 * Elsewhere the heap is several times larger, and its young generation with it, and both grow accordingly.
 */
export function containerHeapFlags(memoryMib: number): readonly string[] {
  const old = Math.max(MIN_OLD_MIB, Math.floor(memoryMib / 2));
  const semiSpace = Math.max(MIN_SEMI_SPACE_MIB, 2 ** Math.ceil(Math.log2(memoryMib / SEMI_SPACE_PART)));
  return [`--max-old-space-size=${old}`, `--max-semi-space-size=${semiSpace}`];
}
