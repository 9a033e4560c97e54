import { parse, stringify } from 'yaml';

import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build } from '../../libs/testbed/src/cluster/kustomize.ts';
import { withCpuRequests } from '../../libs/testbed/src/cluster/pod-template-overrides.ts';
import { waypointsIn } from '../../libs/testbed/src/cluster/waypoint.ts';
import type { DataPlane } from './data-plane.ts';

/** The CPU that every container requests. It is the weight of a container while the CPUs are busy, so that it has to be the same for all. */
export const CPU_REQUEST = '10m';

const WAYPOINT_LABELS = new Set(['istio.io/use-waypoint', 'istio.io/ingress-use-waypoint']);

/**
 * The objects of one data plane as they are measured: those of its folder in k8s/ without the ingress, which the load does not pass,
 * without access logs and spans, and with the same CPU request for each container.
 */
export async function measuredObjects({ name, mesh }: DataPlane): Promise<readonly KubernetesObject[]> {
  const objects = await build(`k8s/${mesh.overlay}`);
  const waypoints: readonly KubernetesObject[] = name === 'ambient-l4' ? [] : waypointsIn(objects);
  const inPath = objects.filter((object) => !/^(Gateway|HTTPRoute)$/.test(object.kind) || waypoints.includes(object));
  const changed = inPath.map((object) => withTelemetryDisabled(withWaypointRequest(object)));
  return withCpuRequests(waypoints.length > 0 ? changed : changed.map(withoutWaypointLabels), CPU_REQUEST);
}

/** Istio's Telemetry with neither access logs nor spans, whatever the mesh has by default. */
function withTelemetryDisabled(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Telemetry') return object;
  const { targetRefs } = (object as KubernetesObject & { spec: { targetRefs?: unknown } }).spec;
  const changed = { spec: { ...(targetRefs !== undefined && { targetRefs }), ...NO_TELEMETRY } };
  return { ...object, ...changed };
}

/** Without the name of the provider the mesh's `accessLogFile` would stay in force. */
const NO_TELEMETRY = {
  accessLogging: [{ providers: [{ name: 'envoy' }], disabled: true }],
  tracing: [{ disableSpanReporting: true }],
};

/** The ConfigMap that changes the Deployment of the waypoint, with the CPU request of its proxy. */
function withWaypointRequest(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'ConfigMap' || object.metadata.name !== 'gateway-pods') return object;
  const { data } = object as KubernetesObject & { data: { deployment: string } };
  const deployment = parse(data.deployment) as { spec: { template: { spec: object } } };
  const containers = [{ name: 'istio-proxy', resources: { requests: { cpu: CPU_REQUEST } } }];
  Object.assign(deployment.spec.template.spec, { containers });
  const changed = { data: { deployment: stringify(deployment) } };
  return { ...object, ...changed };
}

function withoutWaypointLabels(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Namespace') return object;
  const labels = Object.entries(object.metadata.labels ?? {}).filter(([label]) => !WAYPOINT_LABELS.has(label));
  return { ...object, metadata: { ...object.metadata, labels: Object.fromEntries(labels) } };
}
