import { expect, it } from 'vitest';

import { meshOfPods } from './exercise-mesh.ts';
import { conditionsOf, messagesOf } from './mesh-status.ts';

const ROUTE = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GRPCRoute', metadata: { name: 'price' } };

it('the conditions of a route are those of its parents, with the reason of one that is False', () => {
  const conditions = [
    { type: 'Accepted', status: 'True', reason: 'Accepted' },
    { type: 'ResolvedRefs', status: 'False', reason: 'BackendNotFound' },
  ];
  const route = { ...ROUTE, status: { parents: [{ conditions }] } };
  expect(conditionsOf(route)).toBe('GRPCRoute/price: Accepted True, ResolvedRefs False (BackendNotFound)');
});

it('an object without a status is only accepted by the API server', () => {
  expect(conditionsOf(ROUTE)).toBe('GRPCRoute/price: accepted by the API server, without a status');
});

it('the messages of an analysis are its errors and warnings, without that of a Gateway without a load balancer', () => {
  const output = [
    'Error [IST0101] (VirtualService x/price) Referenced host+subset in destinationrule not found: "price+v1"',
    'Warning [IST0171] (Gateway x/product-gateway) type=Programmed, reason=AddressNotAssigned',
    'Info [IST0102] (Namespace default) The namespace is not enabled for Istio injection.',
    'Error: Analyzers found issues when analyzing namespace: x.',
  ].join('\n');
  expect(messagesOf(output)).toEqual([output.split('\n')[0]]);
  expect(messagesOf('✔ No validation issues found')).toEqual(['no error and no warning']);
});

it('the mesh of a pod is that of its proxy, a container or a native sidecar', () => {
  const pod = (containers: string[], initContainers: string[] = []) => ({
    spec: {
      containers: containers.map((name) => ({ name })),
      initContainers: initContainers.map((name) => ({ name })),
    },
  });
  expect(meshOfPods([pod(['service', 'istio-proxy'])])).toBe('istio');
  expect(meshOfPods([pod(['service'], ['linkerd-init', 'linkerd-proxy'])])).toBe('linkerd');
  expect(meshOfPods([pod(['service'])])).toBeUndefined();
  expect(meshOfPods([])).toBeUndefined();
});
