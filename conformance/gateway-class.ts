import { Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';

/** The same objects, but every Gateway is of this class, if one is given. */
export function withGatewayClass(
  objects: readonly KubernetesObject[],
  gatewayClassName: string | undefined,
): readonly KubernetesObject[] {
  if (gatewayClassName === undefined) return objects;
  return objects.map((object) =>
    Gateway.is(object) ? { ...object, spec: { ...object.spec, gatewayClassName } } : object,
  );
}
