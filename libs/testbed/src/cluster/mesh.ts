import type { Injection } from './client-pod.ts';
import { isFound, whatIsMissing } from './cluster.ts';
import { kubectl } from './kubectl.ts';
import { runForJson } from './run-for-json.ts';
import { podsIn } from './workloads.ts';

/** The service meshes, each with a folder of its name in k8s/ and in scenarios/. */
export const SERVICE_MESHES = ['istio', 'linkerd'] as const;
export type ServiceMesh = (typeof SERVICE_MESHES)[number];

/** A service mesh, or none. */
export type MeshName = ServiceMesh | 'none';

/** A service mesh, or none, that carries the traffic of the five services. */
export interface Mesh {
  readonly name: MeshName;
  /** The heading of its column in a table. */
  readonly title: string;
  /** The folder of k8s/ with the five services for it. */
  readonly overlay: 'istio' | 'linkerd' | 'plain';
  /** The labels and annotations of a namespace that enable injection. */
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
    isThere: () => true,
    versions: async () => ({}),
  },
  istio: {
    name: 'istio',
    title: 'Istio',
    overlay: 'istio',
    injection: { labels: { 'istio-injection': 'enabled' } },
    isThere: () => runs('app=istiod'),
    versions: async (namespace) => ({
      istio: await kubectl(['get', '--raw', '/api/v1/namespaces/istio-system/services/istiod:15014/proxy/version']),
      envoy: envoyVersion(await runForJson([...inGateway(namespace, 'istio-proxy'), ...SERVER_INFO])),
    }),
  },
  linkerd: {
    name: 'linkerd',
    title: 'Linkerd',
    overlay: 'linkerd',
    injection: { annotations: { 'linkerd.io/inject': 'enabled' } },
    isThere: () => runs('linkerd.io/control-plane-component=destination'),
    versions: async (namespace) => {
      const [gateway] = await podsIn(namespace, 'app=gateway');
      const injector = gateway?.metadata.annotations?.['linkerd.io/created-by'] ?? '';
      const print = ['node', '--input-type=module', '--eval', PRINT_PROXY_METRICS];
      const metrics = await runForJson<string>([...inGateway(namespace, 'service'), ...print]);
      return {
        linkerd: injector.split(' ').at(-1) ?? '',
        'linkerd2-proxy': /^proxy_build_info\{.*\bversion="(.+?)"/m.exec(metrics)?.[1] ?? '',
      };
    },
  },
};

const SERVER_INFO = ['pilot-agent', 'request', 'GET', 'server_info'];
const PRINT_PROXY_METRICS = `console.log(JSON.stringify(await (await fetch('http://localhost:4191/metrics')).text()))`;

/** Whether the cluster has Deployments with a label. CustomResourceDefinitions stay after a control plane is removed. */
const runs = (label: string): boolean => isFound('deployments', '--all-namespaces', `--selector=${label}`);

const inGateway = (namespace: string, container: string): readonly string[] => [
  'kubectl',
  'exec',
  `--namespace=${namespace}`,
  'deployment/gateway',
  `--container=${container}`,
  '--',
];

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
