import { startProcesses } from '../libs/testbed/src/processes.ts';
import { closedLoop } from './load/closed-loop.ts';
import { PRODUCT_ENVIRONMENT } from './product.ts';
import { residentMemory, type Resident } from './resident-memory.ts';

const CONCURRENCY = 64;
const SECONDS = 5;

/** Memory after so many requests. */
export interface Soaked {
  readonly requests: number;
  readonly memory: Resident;
}

/**
 * Loads the product until it has answered so many requests.
 *
 * @param mostSeconds ends it where a machine is too slow for that
 */
export async function soak(
  { requests, mostSeconds }: { readonly requests: number; readonly mostSeconds: number },
  tell: (progress: string) => void,
  signal: AbortSignal,
): Promise<readonly Soaked[]> {
  tell('starting');
  await using services = await startProcesses({ environment: PRODUCT_ENVIRONMENT, signal });
  const soaked: Soaked[] = [];
  let answered = 0;
  for (let passed = 0; answered < requests && passed < mostSeconds; passed += SECONDS) {
    answered += (await closedLoop(services.productUrl, { concurrency: CONCURRENCY, seconds: SECONDS }, signal)).answers;
    soaked.push({ requests: answered, memory: residentMemory(services) });
    tell(`${answered} of ${requests} requests`);
  }
  return soaked;
}
