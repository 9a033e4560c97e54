// Changes to the objects of k8s/ and scenarios/ that fit them to the cluster of a run.
import { Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { waypointsIn } from '../libs/testbed/src/cluster/waypoint.ts';

/** The address for gRPC of a reviews service outside the cluster. */
export interface OutsideReviews {
  /** A DNS name that the pods of the cluster can resolve. */
  readonly host: string;
  readonly port: number;
}

/** The address in scenarios/; no other port there has that number. */
const PLACEHOLDER: OutsideReviews = { host: 'reviews.example.com', port: 50_051 };

/** Whether objects refer to a reviews service outside the cluster. */
export const nameOutsideReviews = (objects: readonly KubernetesObject[]): boolean =>
  JSON.stringify(objects).includes(PLACEHOLDER.host);

/** Replaces the address of the reviews service outside the cluster, if one is given. */
export function withOutsideReviews(
  objects: readonly KubernetesObject[],
  outside: OutsideReviews | undefined,
): readonly KubernetesObject[] {
  if (!outside) return objects;
  const text = JSON.stringify(objects)
    .replaceAll(PLACEHOLDER.host, outside.host)
    .replaceAll(String(PLACEHOLDER.port), String(outside.port));
  return JSON.parse(text) as KubernetesObject[];
}

/** Replaces the class of every Gateway of the Gateway API but waypoints, if one is given. */
export function withGatewayClass(
  objects: readonly KubernetesObject[],
  gatewayClassName: string | undefined,
): readonly KubernetesObject[] {
  if (gatewayClassName === undefined) return objects;
  const waypoints = waypointsIn(objects);
  return objects.map((object) =>
    Gateway.is(object) && !waypoints.includes(object)
      ? { ...object, spec: { ...object.spec, gatewayClassName } }
      : object,
  );
}
