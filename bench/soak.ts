import { startProcesses } from '../libs/testbed/src/processes.ts';
import { closedLoop } from './load/closed-loop.ts';
import { LOG_OFF } from './programs.ts';
import { residentMemory, type Resident } from './sample.ts';

const CONCURRENCY = 64;
const SECONDS = 5;

/** Memory after so many requests. */
export interface Soaked {
  readonly requests: number;
  readonly memory: Resident;
}

/**
 * Loads the product until it has responded to so many requests.
 *
 * @param mostSeconds ends it where a machine is too slow for that
 */
export async function soak(
  { requests, mostSeconds }: { readonly requests: number; readonly mostSeconds: number },
  onProgress: (progress: string) => void,
  signal: AbortSignal,
): Promise<readonly Soaked[]> {
  onProgress('starting');
  await using services = await startProcesses({ environment: LOG_OFF, signal });
  const soaked: Soaked[] = [];
  let responses = 0;
  for (let passed = 0; responses < requests && passed < mostSeconds; passed += SECONDS) {
    const load = { concurrency: CONCURRENCY, seconds: SECONDS };
    responses += (await closedLoop(services.productUrl, load, signal)).responses;
    soaked.push({ requests: responses, memory: residentMemory(services) });
    onProgress(`${responses} of ${requests} requests`);
  }
  return soaked;
}
