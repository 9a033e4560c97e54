import { describe, expect, it } from 'vitest';

import { componentOf, isIdle } from './component.ts';
import { dataPlaneNamed, type DataPlaneName } from './data-plane.ts';

/** The component of a container, by its namespace, pod and name. */
const of = (plane: DataPlaneName, path: string) => {
  const [namespace = '', pod = '', container = ''] = path.split('/');
  return componentOf(dataPlaneNamed(plane), { namespace, pod, container });
};

describe('the component of a container', () => {
  it.each([
    ['sidecars', 'product-gateway-bench-sidecars/gateway-7f9-x2/service', 'gateway'],
    ['sidecars', 'product-gateway-bench-sidecars/gateway-7f9-x2/istio-proxy', 'sidecar of the gateway'],
    ['sidecars', 'product-gateway-bench-sidecars/price-v1-7f9-x2/service', 'backends'],
    ['linkerd', 'product-gateway-bench-linkerd/price-v1-7f9-x2/linkerd-proxy', 'sidecars of the backends'],
    ['plain', 'product-gateway-bench-plain-client/client/client', 'load generator'],
    ['linkerd', 'product-gateway-bench-linkerd-client/client/linkerd-proxy', 'sidecar of the client'],
    ['ambient-waypoint', 'product-gateway-bench-ambient-waypoint/waypoint-7f9-x2/istio-proxy', 'waypoint'],
    ['ambient-l4', 'istio-system/ztunnel-x2/istio-proxy', 'ztunnel'],
    ['ambient-l4', 'istio-system/istio-cni-node-x2/install-cni', 'control plane'],
    ['sidecars', 'istio-system/istiod-7f9-x2/discovery', 'control plane'],
    ['linkerd', 'linkerd/linkerd-destination-7f9-x2/linkerd-proxy', 'control plane'],
  ] as const)('on %s %s belongs to the %s', (plane, path, component) => {
    expect(of(plane, path)).toBe(component);
  });

  it.each([
    ['sidecars', 'istio-system/ztunnel-x2/istio-proxy'],
    ['sidecars', 'istio-system/istio-ingressgateway-7f9-x2/istio-proxy'],
    ['plain', 'istio-system/istiod-7f9-x2/discovery'],
    ['plain', 'product-gateway-bench-sidecars/gateway-7f9-x2/service'],
  ] as const)('on %s %s belongs to none', (plane, path) => {
    expect(of(plane, path)).toBeUndefined();
  });
});

describe('a component is idle', () => {
  const [plain, sidecars, l4, waypoint, linkerd] = (
    ['plain', 'sidecars', 'ambient-l4', 'ambient-waypoint', 'linkerd'] as const
  ).map(dataPlaneNamed) as [Plane, Plane, Plane, Plane, Plane];
  type Plane = ReturnType<typeof dataPlaneNamed>;

  it('while another data plane has the load, if it is part of one deployment', () => {
    expect([isIdle(l4, 'gateway', waypoint), isIdle(l4, 'gateway', l4)]).toEqual([true, false]);
  });

  it('while another mesh or none has the load, if its mesh shares it between deployments', () => {
    const loaded = [plain, sidecars, l4, waypoint, linkerd];
    expect(loaded.map((each) => isIdle(l4, 'ztunnel', each))).toEqual([true, false, false, false, true]);
    expect(loaded.map((each) => isIdle(linkerd, 'control plane', each))).toEqual([true, true, true, true, false]);
  });
});
