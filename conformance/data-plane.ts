import { SERVICES, type ServiceName } from '#configuration';

import type { ClientPod } from '../libs/testbed/src/cluster/client-pod.ts';
import type { ClusterTestbed } from '../libs/testbed/src/cluster/cluster-testbed.ts';
import type { Pod } from '../libs/testbed/src/cluster/workloads.ts';

/** What carries the calls of the five services; of mixed pods, or before a waypoint has all calls, none of these does. */
export type DataPlane = 'no mesh' | 'sidecars' | 'ztunnel' | 'ztunnel and waypoint' | 'mixed';

const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

/** The annotations by which the injectors of Istio and Linkerd mark a pod with a sidecar. */
const SIDECAR_ANNOTATIONS = ['sidecar.istio.io/status', 'linkerd.io/proxy-version'];
/** The annotation by which istio-cni marks a pod whose traffic passes ztunnel. */
const ZTUNNEL_ANNOTATION = 'ambient.istio.io/redirection';

/**
 * Reads from the annotations of the pods whether each has a sidecar, or ztunnel, and from the hops of a product whether the backends get
 * an identity, which ztunnel alone passes on to none.
 */
export async function dataPlaneOf(testbed: ClusterTestbed, client: Pick<ClientPod, 'get'>): Promise<DataPlane> {
  const pods = await Promise.all(SERVICE_NAMES.map((service) => testbed.pods(service)));
  const result = await client.get(`${testbed.httpUrl('gateway')}/product/9310301?view=hops`);
  if (!('body' in result) || result.status !== 200) return 'mixed';
  const { hops } = JSON.parse(result.body) as { hops: readonly { readonly peer: string | null }[] };
  return dataPlaneFrom(
    pods.flat(),
    hops.map(({ peer }) => peer),
  );
}

/** @param peers the identities that the backends got, null for none */
export function dataPlaneFrom(pods: readonly Pick<Pod, 'metadata'>[], peers: readonly (string | null)[]): DataPlane {
  const planes = new Set(pods.map(({ metadata: { annotations = {} } }) => planeOf(annotations)));
  const identities = peers.filter((peer) => peer !== null).length;
  const [plane = 'mixed'] = planes;
  if (planes.size !== 1) return 'mixed';
  if (plane === 'ztunnel' && identities === peers.length) return 'ztunnel and waypoint';
  return identities === (plane === 'sidecars' ? peers.length : 0) ? plane : 'mixed';
}

/** The data plane of one pod, by its annotations. */
export function planeOf(annotations: Readonly<Record<string, string>>): 'no mesh' | 'sidecars' | 'ztunnel' {
  if (SIDECAR_ANNOTATIONS.some((name) => name in annotations)) return 'sidecars';
  return annotations[ZTUNNEL_ANNOTATION] === 'enabled' ? 'ztunnel' : 'no mesh';
}
