import { Wait } from 'testcontainers';

import { ContainerNetwork } from '../../libs/testbed/src/containers/container-network.ts';
import { docker } from '../../libs/testbed/src/containers/docker.ts';
import { HardenedContainer } from '../../libs/testbed/src/containers/hardened-container.ts';

const STARTS = 5;
/** While none of them is within the budget, the machine may be busy. */
const STARTS_AT_MOST = 30;
const READY = '"msg":"ready"';

/**
 * How long a service takes from the start of its process until it is ready, in milliseconds: the least of five starts or
 * more, for whatever else a machine does can only make one longer.
 */
export async function readyTime(image: string, budgetMs: number, signal: AbortSignal): Promise<number> {
  await using network = await ContainerNetwork.create();
  let least = Infinity;
  for (let starts = 0; starts < STARTS || (least > budgetMs && starts < STARTS_AT_MOST); starts += 1) {
    signal.throwIfAborted();
    const container = new HardenedContainer(image, []).withoutHealthCheck().withWaitStrategy(Wait.forLogMessage(READY));
    await using running = await network.start(container, 'measured');
    const ready = (await docker('logs', running.docker.id)).split('\n').find((line) => line.includes(READY)) ?? '{}';
    least = Math.min(least, (JSON.parse(ready) as { startMs?: number }).startMs ?? Infinity);
  }
  return least;
}
