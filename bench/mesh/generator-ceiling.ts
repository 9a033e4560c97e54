import { nodeIn } from '../../libs/testbed/src/cluster/kubectl.ts';
import { bundleOf } from '../../libs/testbed/src/cluster/program-bundle.ts';
import { startUntilSigterm } from '../../libs/testbed/src/cluster/program-until-sigterm.ts';
import { clientNamespaceOf } from './data-plane.ts';
import { ratesUpTo, searchHighestRates, type Step } from './highest-rate.ts';
import { loadAtRate } from './load-summary.ts';
import type { MeasuredDeployment } from './measured-deployment.ts';

/** The subject of the steps. */
export const GENERATOR = 'load generator';
const RATES = ratesUpTo(6400, 100, 2);

/**
 * Searches the highest rate of the load generator itself: its requests go to a server in its own pod, over the loopback address, that
 * responds with the bytes of a product at once.
 */
export async function searchGeneratorCeiling(
  { plane, client, url }: MeasuredDeployment,
  seconds: number,
  onProgress: (progress: string) => void,
): Promise<readonly Step[]> {
  const product = await client.get(url);
  if (!('body' in product)) throw new Error(`${url} got no response: ${product.error}.`);
  const node = nodeIn(clientNamespaceOf(plane), 'client', 'client');
  await using server = await startUntilSigterm(node, await bundleOf('bench/mesh/constant-server.ts'), {
    body: product.body,
  });
  const target = `${await server.printed(/^\{"url":"(.+)"\}$/m)}/product/9310301?view=hops`;
  return await searchHighestRates([GENERATOR], RATES, async (_, requestsPerSecond) => {
    const load = await loadAtRate(client, { url: target, requestsPerSecond, seconds });
    onProgress(`${GENERATOR} alone: ${requestsPerSecond} a second, p99 ${load.latencyMs?.p99} ms`);
    return load;
  });
}
