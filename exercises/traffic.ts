import { SERVICES, type ServiceName } from '#configuration';

import { startClientPod, type ClientPod, type HttpResult } from '../libs/testbed/src/cluster/client-pod.ts';
import { ingressHost } from '../libs/testbed/src/cluster/ingress-host.ts';
import { MESHES } from '../libs/testbed/src/cluster/mesh.ts';
import { deleteNamespace } from '../libs/testbed/src/cluster/workloads.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';

/** What a check sends to the five services. */
export interface Traffic {
  /** Sends requests for a product from a client in the mesh. */
  load(requests: number, options?: LoadOptions): Promise<LoadReport>;
  /** Sends one request to the HTTP port of a service from that client. */
  get(service: ServiceName, path: string): Promise<HttpResult>;
  /** Sends one request to the HTTP port of a service from a client outside the mesh. */
  getFromOutside(service: ServiceName, path: string): Promise<HttpResult>;
  /** Sends one request to the ingress Gateway from that client. */
  getFromIngress(path: string): Promise<HttpResult>;
}

/** How requests are sent; 60 a second without any header unless given. */
export interface LoadOptions {
  readonly requestsPerSecond?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const REQUESTS_PER_SECOND = 60;

const clientNamespaces = (namespace: string) =>
  ({ inside: `${namespace}-client`, outside: `${namespace}-outside` }) as const;

/**
 * Clients for the deployment in a namespace, one in the mesh and one outside it. Each starts when it is first needed, in a
 * namespace of its own, and stays there, so that the next program need not start it again.
 */
export function trafficTo(namespace: string, mesh: ServiceMesh, signal: AbortSignal): Traffic {
  const { inside, outside } = clientNamespaces(namespace);
  const { injection } = MESHES[mesh];
  const meshed = once(() => startClientPod({ namespace: inside, injection }, signal));
  const unmeshed = once(() => startClientPod({ namespace: outside }, signal));
  const urlOf = (service: ServiceName) => `http://${service}.${namespace}:${SERVICES[service].httpPort}`;
  return {
    load: async (count, options = {}) => {
      const client = await meshed();
      return await client.load({ url: urlOf('gateway'), count, requestsPerSecond: REQUESTS_PER_SECOND, ...options });
    },
    get: async (service, path) => (await meshed()).get(urlOf(service) + path),
    getFromOutside: async (service, path) => (await unmeshed()).get(urlOf(service) + path),
    getFromIngress: async (path) => {
      const host = await ingressHost(namespace, signal);
      if (host === '') return { error: 'The Gateway has no address.' };
      return await (await unmeshed()).get(`http://${host}${path}`);
    },
  };
}

/** Deletes the clients of `trafficTo`. */
export async function deleteClients(namespace: string): Promise<void> {
  await Promise.all(Object.values(clientNamespaces(namespace)).map(deleteNamespace));
}

function once(start: () => Promise<ClientPod>): () => Promise<ClientPod> {
  let started: Promise<ClientPod> | undefined;
  return () => (started ??= start());
}
