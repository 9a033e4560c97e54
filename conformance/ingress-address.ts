import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';

/** Gateway API's own label for what a controller makes of a Gateway. */
const MADE_OF_IT = 'gateway.networking.k8s.io/gateway-name=product-gateway';

/**
 * The host at which the cluster's pods reach the shop's Gateway: the Service that its controller made beside it, which needs no
 * load balancer, or else the address in its status; empty, if it has none yet.
 */
export async function ingressAddress(signal: AbortSignal): Promise<string> {
  const get = (jsonpath: string, ...what: string[]) =>
    kubectl(['get', ...what, `--namespace=${NAMESPACE}`, `--output=jsonpath=${jsonpath}`], { signal });
  const service = await get('{.items[*].metadata.name}', 'services', `--selector=${MADE_OF_IT}`);
  if (service !== '') return `${service}.${NAMESPACE}`;
  return await get('{.status.addresses[0].value}', 'gateways.gateway.networking.k8s.io', 'product-gateway');
}
