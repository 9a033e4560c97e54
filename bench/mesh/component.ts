import type { ContainerUsage } from './container-usage.ts';
import { clientNamespaceOf, namespaceOf, type DataPlane } from './data-plane.ts';

/** A part of a deployment and of its mesh, whose CPU time and memory are summed up. */
export type Component =
  | 'gateway'
  | 'backends'
  | 'sidecar of the gateway'
  | 'sidecars of the backends'
  | 'sidecar of the client'
  | 'waypoint'
  | 'ztunnel'
  | 'control plane'
  | 'load generator';

/** The containers of the five services and of the client; all others in their pods are sidecars. */
const SERVICE = 'service';
const CLIENT = 'client';

/** The component of a data plane that a container belongs to; undefined if it is no part of it. */
export function componentOf(
  plane: DataPlane,
  { namespace, pod, container }: Pick<ContainerUsage, 'namespace' | 'pod' | 'container'>,
): Component | undefined {
  const { system } = plane;
  if (namespace === system?.namespace) {
    if (system.ztunnel?.test(pod)) return 'ztunnel';
    return system.controlPlane.test(pod) ? 'control plane' : undefined;
  }
  if (namespace === clientNamespaceOf(plane)) return container === CLIENT ? 'load generator' : 'sidecar of the client';
  if (namespace !== namespaceOf(plane)) return undefined;
  if (pod.startsWith('waypoint-')) return 'waypoint';
  if (pod.startsWith('gateway-')) return container === SERVICE ? 'gateway' : 'sidecar of the gateway';
  return container === SERVICE ? 'backends' : 'sidecars of the backends';
}

/**
 * Whether a component of a data plane is idle while another one has the load. What runs in the namespace of a control plane serves all
 * deployments of its mesh.
 */
export function isIdle(plane: DataPlane, component: Component, loaded: DataPlane): boolean {
  const isShared = component === 'ztunnel' || component === 'control plane';
  return isShared ? plane.system?.namespace !== loaded.system?.namespace : plane.name !== loaded.name;
}

/** The components that a request passes, as the rows of tables and the parts of bars. */
export const GROUPS_IN_PATH: readonly ComponentGroup[] = [
  { title: 'five services', components: ['gateway', 'backends'] },
  { title: 'their sidecars', components: ['sidecar of the gateway', 'sidecars of the backends'] },
  { title: 'sidecar of the client', components: ['sidecar of the client'] },
  { title: 'waypoint', components: ['waypoint'] },
  { title: 'ztunnel', components: ['ztunnel'] },
];

/** These, and what no request passes. */
export const ALL_GROUPS: readonly ComponentGroup[] = [
  ...GROUPS_IN_PATH,
  { title: 'control plane', components: ['control plane'] },
];

interface ComponentGroup {
  readonly title: string;
  readonly components: readonly Component[];
}
