import { expect, it } from 'vitest';

import { dataPlaneFrom } from './data-plane.ts';

const pod = (annotations: Record<string, string> = {}) => ({ metadata: { name: 'price', labels: {}, annotations } });
const istio = pod({ 'sidecar.istio.io/status': '{}' });
const linkerd = pod({ 'linkerd.io/proxy-version': 'version-2.20' });
const captured = pod({ 'ambient.istio.io/redirection': 'enabled' });
const [all, none, some] = [
  ['spiffe://a', 'spiffe://a'],
  [null, null],
  ['spiffe://a', null],
];

it.each([
  ['pods without a proxy', [pod(), pod()], none, 'no mesh'],
  ["pods with Istio's sidecars", [istio, istio], all, 'sidecars'],
  ["pods with Linkerd's sidecars", [linkerd, linkerd], all, 'sidecars'],
  ['pods that ztunnel carries, without identities', [captured, captured], none, 'ztunnel'],
  ['pods that ztunnel carries, with identities', [captured, captured], all, 'ztunnel and waypoint'],
  ['pods with a sidecar and others without', [istio, pod()], all, 'mixed'],
  ['pods with sidecars that do not pass on each identity yet', [istio, istio], some, 'mixed'],
  ['pods that ztunnel carries of which one is not behind the waypoint yet', [captured, captured], some, 'mixed'],
  ['pods without a proxy that get an identity', [pod()], all, 'mixed'],
  ['no pods', [], none, 'mixed'],
])('the data plane of %s is recognised', (_what, pods, peers, expected) => {
  expect(dataPlaneFrom(pods, peers)).toBe(expected);
});
