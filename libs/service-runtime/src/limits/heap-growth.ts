import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect garbage before its heap has grown by a fifth beyond what is in use. By default the heap may grow to
 * several times that where the machine has much memory, so that a flood leaves the process larger than its requests were.
 * In a container V8 derives a small heap from the memory limit, and this changes little (docs/adr/0012).
 */
export function boundHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=20');
}
