import type { Injection } from './client-pod.ts';
import { isFound, whatIsMissing } from './cluster.ts';
import { execIn, kubectl, nodeIn } from './kubectl.ts';
import { runForJson } from './run-for-json.ts';
import { podsIn } from './workloads.ts';

/** The service meshes, each with a folder of its name in k8s/ and in scenarios/. */
export const SERVICE_MESHES = ['istio', 'ambient', 'linkerd'] as const;
export type ServiceMesh = (typeof SERVICE_MESHES)[number];

/** A service mesh, or none. */
export type MeshName = ServiceMesh | 'none';

/** A service mesh, or none, that carries the traffic of the five services. */
export interface Mesh {
  readonly name: MeshName;
  /** The heading of its column in a table. */
  readonly title: string;
  /** The folder of k8s/ with the five services for it. */
  readonly overlay: ServiceMesh | 'plain';
  /** Whether each pod has a proxy of its own; the lessons and exercises are for these meshes. */
  readonly hasSidecars: boolean;
  /** The labels and annotations of a namespace that enable injection, or take it into the mesh. */
  readonly injection?: Injection;
  /** Whether its control plane runs in the cluster. */
  isThere(): boolean;
  /** The versions of its control plane and of the proxies in a namespace with the five services. */
  versions(namespace: string): Promise<Readonly<Record<string, string>>>;
}

export const MESHES: Readonly<Record<MeshName, Mesh>> = {
  none: {
    name: 'none',
    title: 'without a mesh',
    overlay: 'plain',
    hasSidecars: false,
    isThere: () => true,
    versions: async () => ({}),
  },
  istio: {
    name: 'istio',
    title: 'Istio',
    overlay: 'istio',
    hasSidecars: true,
    injection: { labels: { 'istio-injection': 'enabled' } },
    isThere: () => runs('app=istiod'),
    versions: async (namespace) => ({
      istio: await istiodVersion(),
      envoy: envoyVersion(
        await runForJson([...execIn(namespace, 'deployment/gateway', 'istio-proxy'), ...SERVER_INFO]),
      ),
    }),
  },
  ambient: {
    name: 'ambient',
    title: 'Istio ambient',
    overlay: 'ambient',
    hasSidecars: false,
    injection: { labels: { 'istio.io/dataplane-mode': 'ambient' } },
    isThere: () =>
      runs('app=istiod') && isFound('daemonsets', '--all-namespaces', '--selector=app.kubernetes.io/name=ztunnel'),
    versions: async (namespace) => ({
      ambient: await istiodVersion(),
      ztunnel: /\bVersion:"(.+?)"/.exec(await kubectl([...IN_ZTUNNEL, 'ztunnel', 'version']))?.[1] ?? '',
      'waypoint envoy': envoyVersion(
        await runForJson([...execIn(namespace, 'deployment/waypoint', 'istio-proxy'), ...SERVER_INFO]),
      ),
    }),
  },
  linkerd: {
    name: 'linkerd',
    title: 'Linkerd',
    overlay: 'linkerd',
    hasSidecars: true,
    injection: { annotations: { 'linkerd.io/inject': 'enabled' } },
    isThere: () => runs('linkerd.io/control-plane-component=destination'),
    versions: async (namespace) => {
      const [gateway] = await podsIn(namespace, 'app=gateway');
      const injector = gateway?.metadata.annotations?.['linkerd.io/created-by'] ?? '';
      const node = nodeIn(namespace, 'deployment/gateway', 'service');
      const metrics = await runForJson<string>([...node, '--input-type=module', '--eval', PRINT_PROXY_METRICS]);
      return {
        linkerd: injector.split(' ').at(-1) ?? '',
        'linkerd2-proxy': /^proxy_build_info\{.*\bversion="(.+?)"/m.exec(metrics)?.[1] ?? '',
      };
    },
  },
};

/** The meshes with a proxy in each pod. */
export const SIDECAR_MESHES: readonly ServiceMesh[] = SERVICE_MESHES.filter((name) => MESHES[name].hasSidecars);

const SERVER_INFO = ['pilot-agent', 'request', 'GET', 'server_info'];
const IN_ZTUNNEL = ['exec', '--namespace=istio-system', 'daemonset/ztunnel', '--'];
const PRINT_PROXY_METRICS = `console.log(JSON.stringify(await (await fetch('http://localhost:4191/metrics')).text()))`;

/** Whether the cluster has Deployments with a label. CustomResourceDefinitions stay after a control plane is removed. */
const runs = (label: string): boolean => isFound('deployments', '--all-namespaces', `--selector=${label}`);

const istiodVersion = (): Promise<string> =>
  kubectl(['get', '--raw', '/api/v1/namespaces/istio-system/services/istiod:15014/proxy/version']);

/** The version number in `commit/1.40.0/Clean/RELEASE/BoringSSL`. */
function envoyVersion({ version }: { readonly version: string }): string {
  return version.split('/')[1] ?? version;
}

/**
 * Why no run on a mesh is possible on this cluster; undefined if it is.
 *
 * @param namespace the one that the run creates and deletes
 */
export const whatIsMissingFor = (mesh: MeshName, namespace?: string): string | undefined =>
  whatIsMissing(namespace) ?? (MESHES[mesh].isThere() ? undefined : `the cluster has no ${mesh}.`);
