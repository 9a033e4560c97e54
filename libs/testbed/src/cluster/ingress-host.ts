import { kubectl } from './kubectl.ts';

/** The label that the Gateway API prescribes for what a controller creates for a Gateway. */
const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name=product-gateway';

/**
 * The host at which pods reach the ingress Gateway: the Service that its controller created, which needs no load balancer,
 * or else the address in its status; empty if it has none yet.
 */
export async function ingressHost(namespace: string, signal: AbortSignal): Promise<string> {
  const get = (jsonpath: string, ...what: string[]) =>
    kubectl(['get', ...what, `--namespace=${namespace}`, `--output=jsonpath=${jsonpath}`], { signal });
  const service = await get('{.items[*].metadata.name}', 'services', `--selector=${GATEWAY_LABEL}`);
  if (service !== '') return `${service}.${namespace}`;
  return await get('{.status.addresses[0].value}', 'gateways.gateway.networking.k8s.io', 'product-gateway');
}
