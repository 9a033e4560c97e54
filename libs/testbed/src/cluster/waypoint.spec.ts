import { expect, it } from 'vitest';

import { startFakeKubectl } from './fake-kubectl.ts';
import { objectsOf } from './kustomize.ts';
import { untilWaypointIsReady, waypointsIn } from './waypoint.ts';

/** The second Deployment that it responds with has the labels and annotations of the Gateway. */
const RESPOND = `
const metadata = earlier.some((line) => line.startsWith('get'))
  ? { labels: { 'istio-locality': 'near', more: 'yes' }, annotations: { peers: 'true' } }
  : {};
if (args[0] === 'get') console.log(JSON.stringify({ spec: { template: { metadata } } }));
`;

const [gateway, waypoint] = objectsOf(`
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: product-gateway }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint }
spec:
  gatewayClassName: istio-waypoint
  infrastructure: { labels: { istio-locality: near }, annotations: { peers: 'true' } }
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
`);

it('a Gateway is a waypoint by its protocol', () => {
  expect(waypointsIn([gateway!, waypoint!])).toEqual([waypoint]);
});

it('a waypoint is ready once it is programmed and its Deployment, which has changed with it, is rolled out', async () => {
  await using kubectl = await startFakeKubectl(RESPOND);
  await untilWaypointIsReady('team-a', waypointsIn([waypoint!])[0]!);
  const get = 'get --output=json deployment waypoint --namespace=team-a';
  expect(kubectl.calls().map(({ args }) => args.join(' '))).toEqual([
    'wait --namespace=team-a --for=condition=Programmed gateways.gateway.networking.k8s.io/waypoint --timeout=120s',
    get,
    get,
    'rollout status --namespace=team-a deployment/waypoint --timeout=120s',
  ]);
});
