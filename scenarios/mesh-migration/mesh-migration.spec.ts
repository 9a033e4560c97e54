import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import type { DataPlane } from '../../conformance/data-plane.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { fakeRunning } from '../../libs/testbed/src/load/fake-running.ts';
import { fakeStreamReport } from '../../libs/testbed/src/load/fake-stream-report.ts';
import { scenario } from './mesh-migration.ts';

const complete = fakeLoadReport('price', { a: ['v1', 500] });

/** Traffic on a deployment whose namespace and pods have labels and annotations, which records what changes. */
function deploymentWith(namespace: object, podTemplate: object, planes: DataPlane[]) {
  const changes: object[] = [];
  const traffic = {
    namespace: 'team-a',
    read: async (object: string) =>
      object.startsWith('namespace/') ? { metadata: namespace } : { spec: { template: { metadata: podTemplate } } },
    openStreams: async () => fakeRunning({ streams: fakeStreamReport() }),
    startLoad: async () => fakeRunning(complete),
    load: async () => complete,
    patch: async (_object: string, change: object) => void changes.push(change),
    restart: async (deployment: string, labels: object) => {
      if (deployment === 'gateway') changes.push({ pods: labels });
    },
    dataPlane: async () => planes.shift(),
  };
  return { traffic: traffic as never, changes };
}

it.each<[string, object, object, DataPlane[], object[]]>([
  [
    "Istio's sidecars by the label of the namespace, and new pods",
    { labels: { 'istio-injection': 'enabled' } },
    {},
    ['no mesh', 'sidecars'],
    [
      { metadata: { labels: { 'istio-injection': null } } },
      { pods: {} },
      { metadata: { labels: { 'istio-injection': 'enabled' } } },
      { pods: {} },
    ],
  ],
  [
    "Linkerd's sidecars by the annotation of the namespace, and new pods",
    { annotations: { 'linkerd.io/inject': 'enabled' } },
    {},
    ['no mesh', 'sidecars'],
    [
      { metadata: { annotations: { 'linkerd.io/inject': null } } },
      { pods: {} },
      { metadata: { annotations: { 'linkerd.io/inject': 'enabled' } } },
      { pods: {} },
    ],
  ],
  [
    'ztunnel by the label of the namespace, at once',
    { labels: { 'istio.io/dataplane-mode': 'ambient' } },
    {},
    ['no mesh', 'ztunnel'],
    [
      { metadata: { labels: { 'istio.io/dataplane-mode': null } } },
      { metadata: { labels: { 'istio.io/dataplane-mode': 'ambient' } } },
    ],
  ],
  [
    'the waypoint and ztunnel, by the label of new pods, in the order that is the reverse of joining',
    { labels: { 'istio.io/use-waypoint': 'waypoint' } },
    { labels: { 'istio.io/dataplane-mode': 'ambient' } },
    ['ztunnel', 'no mesh', 'ztunnel', 'ztunnel and waypoint'],
    [
      { metadata: { labels: { 'istio.io/use-waypoint': null } } },
      { pods: { 'istio.io/dataplane-mode': null } },
      { pods: { 'istio.io/dataplane-mode': 'ambient' } },
      { metadata: { labels: { 'istio.io/use-waypoint': 'waypoint' } } },
    ],
  ],
])('the observation leaves and joins %s', async (_what, namespace, podTemplate, planes, changes) => {
  const deployment = deploymentWith(namespace, podTemplate, planes);
  const observed = await scenario.observe(deployment.traffic, 50);
  expect(deployment.changes).toEqual(changes);
  expect(allPassed(scenario.expectations(observed))).toBe(true);
  expect(allPassed(scenario.controlExpectations(observed))).toBe(false);
});

it('the control expectations pass if requests get no complete product', () => {
  const lossy = fakeLoadReport('price', { a: ['v1', 500] }, { degraded: 3 });
  const move = { to: 'sidecars', dataPlane: 'sidecars', during: lossy, after: complete } as const;
  const observed = { moves: [move], streams: { streams: fakeStreamReport() } };
  expect(allPassed(scenario.controlExpectations(observed))).toBe(true);
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});
