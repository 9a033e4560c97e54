// The proxies of each mesh that can be killed while traffic passes them.
import { isTrueWithin } from '../until.ts';
import { execIn, getObject, nodeIn } from './kubectl.ts';
import type { MeshName } from './mesh.ts';
import { run } from '../run.ts';

/** A proxy of the data plane, by the pod that it runs in. */
interface Proxy {
  /** Such as `the waypoint`. */
  readonly name: string;
  /** The namespace of the five services unless given. */
  readonly namespace?: string;
  /** A label of its pod. */
  readonly selector: string;
  readonly container: string;
  /** Ends its process in a pod that goes on; without it the pod is killed. */
  readonly end?: (namespace: string) => readonly string[];
}

const TIME = { timeoutMs: 120_000, intervalMs: 250 };

const GATEWAY = { name: 'the sidecar of the gateway', selector: 'app=gateway' };
const INGRESS_GATEWAY: Proxy = {
  name: 'the ingress gateway',
  selector: 'gateway.networking.k8s.io/gateway-name=product-gateway',
  container: 'istio-proxy',
};
/** Ends Envoy at once, and with it the container. */
const QUIT = ['pilot-agent', 'request', 'POST', 'quitquitquit'];
/** Ends Linkerd's proxy, whose annotation config.linkerd.io/proxy-admin-shutdown allows it. */
const SHUT_DOWN = [
  '--input-type=module',
  '--eval',
  `await fetch('http://localhost:4191/shutdown', { method: 'POST' })`,
];

const PROXIES: Readonly<Record<MeshName, readonly Proxy[]>> = {
  none: [],
  istio: [
    {
      ...GATEWAY,
      container: 'istio-proxy',
      end: (namespace) => [...execIn(namespace, 'deployment/gateway', 'istio-proxy'), ...QUIT],
    },
    INGRESS_GATEWAY,
  ],
  ambient: [
    {
      name: 'ztunnel',
      namespace: 'istio-system',
      selector: 'app.kubernetes.io/name=ztunnel',
      container: 'istio-proxy',
    },
    {
      name: 'the waypoint',
      selector: 'gateway.networking.k8s.io/gateway-name=waypoint',
      container: 'istio-proxy',
    },
    INGRESS_GATEWAY,
  ],
  linkerd: [
    {
      ...GATEWAY,
      container: 'linkerd-proxy',
      end: (namespace) => [...nodeIn(namespace, 'deployment/gateway', 'service'), ...SHUT_DOWN],
    },
  ],
};

/** The names of the proxies of a mesh that `restartProxy` takes. */
export const proxiesOf = (mesh: MeshName): readonly string[] => PROXIES[mesh].map(({ name }) => name);

/**
 * Ends every process of a proxy: its pods by force, to which the kubelet sends SIGTERM two seconds before SIGKILL, Istio's sidecar at
 * once by its admin endpoint, and Linkerd's, which accepts no other command, as SIGTERM does.
 *
 * @param namespace of the five services
 * @returns whether others are ready within two minutes; false if there is no such proxy
 */
export async function restartProxy(
  mesh: MeshName,
  name: string,
  namespace: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const proxy = PROXIES[mesh].find((each) => each.name === name);
  if (!proxy) return false;
  const own = proxy.namespace ?? namespace;
  const old = await containersOf(proxy, own);
  if (old.length === 0) return false;
  const ofProxy = [`--namespace=${own}`, `--selector=${proxy.selector}`];
  const kill = ['kubectl', 'delete', 'pods', ...ofProxy, '--grace-period=0', '--force', '--wait=false'];
  const [command = '', ...args] = proxy.end?.(own) ?? kill;
  await run(command, args, { signal });
  const isReplaced = async () => {
    const now = await containersOf(proxy, own);
    return now.length >= old.length && now.every(({ id, ready }) => ready && !old.some((each) => each.id === id));
  };
  return await isTrueWithin(isReplaced, { ...TIME, ...(signal && { signal }) });
}

/** The containers of a proxy in pods that are not terminating. */
async function containersOf({ selector, container }: Proxy, namespace: string) {
  const { items } = await getObject<{ items: PodStatus[] }>(
    'pods',
    `--namespace=${namespace}`,
    `--selector=${selector}`,
  );
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap(({ status: { initContainerStatuses = [], containerStatuses = [] } }) =>
      // A native sidecar is an init container.
      [...initContainerStatuses, ...containerStatuses].filter(({ name }) => name === container),
    )
    .map(({ containerID, ready }) => ({ id: containerID, ready }));
}

/** The fields of a pod that are read. */
interface PodStatus {
  readonly metadata: { readonly deletionTimestamp?: string };
  readonly status: {
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly containerID?: string;
  readonly ready: boolean;
}
