import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport, type Pods } from '../../libs/testbed/src/load/fake-load-report.ts';
import { fakeRunning } from '../../libs/testbed/src/load/fake-running.ts';
import { fakeStreamReport } from '../../libs/testbed/src/load/fake-stream-report.ts';
import { scenario } from './control-plane-down.ts';

const load = (pods: Pods = { 'price-v1-a': ['v1', 7500] }, overrides = {}) => fakeLoadReport('price', pods, overrides);
const observed = (overrides = {}) => ({
  existing: load(),
  newConnection: [{ status: 'OK', details: '' }] as const,
  afterKill: load(undefined, { degraded: 12 }),
  newPod: 'no new pod is admitted',
  recoverySeconds: 20,
  streams: { streams: fakeStreamReport() },
  ...overrides,
});

it('the expectations pass if calls go on, past a pod that is killed', () => {
  expect(allPassed(scenario.expectations(observed()))).toBe(true);
  expect(allPassed(scenario.controlExpectations(observed()))).toBe(false);
});

it.each([
  ['a request that fails without a control plane', { existing: load(undefined, { statuses: { 200: 7499, 503: 1 } }) }],
  ['a certificate that expired', { newConnection: [{ status: 'UNAVAILABLE', details: 'certificate expired' }] }],
  ['products that lack the price of the killed pod', { afterKill: load(undefined, { degraded: 3000 }) }],
  ['a new pod that gets no calls afterwards', { recoverySeconds: null }],
  ['a change that a viewer did not get', { streams: { streams: fakeStreamReport({ lost: 1 }) } }],
])('the expectations fail with %s', (_what, overrides) => {
  expect(allPassed(scenario.expectations(observed(overrides)))).toBe(false);
});

it('the control expectations pass if products lack the price until the control plane runs', () => {
  expect(allPassed(scenario.controlExpectations(observed({ afterKill: load(undefined, { degraded: 7000 }) })))).toBe(
    true,
  );
});

const podOf = (name: string, annotations = {}) => ({ metadata: { name, labels: {}, annotations }, status: {} });
const [A, B] = ['price-v1-a', 'price-v1-b'];

it.each([
  ['no new pod', [[podOf(A)], []], 'no new pod is admitted'],
  ['a new pod without a proxy', [[podOf(A)], [podOf(B)]], 'its new pod runs on no mesh and gets no calls'],
  [
    'a new pod with a sidecar',
    [[podOf(A)], [podOf(B, { 'sidecar.istio.io/status': '{}' })]],
    'its new pod runs on sidecars and gets no calls',
  ],
])('the observation stops the control plane, kills a pod meanwhile, and finds %s', async (_what, pods, newPod) => {
  const steps: string[] = [];
  const traffic = {
    openStreams: async () => fakeRunning({ streams: fakeStreamReport() }),
    stopControlPlane: async () => {
      steps.push('stop');
      return { start: async () => void steps.push('start'), [Symbol.asyncDispose]: async () => undefined };
    },
    callPrice: async () => {
      steps.push('a new connection');
      return [{ status: 'OK', details: '' }];
    },
    killPod: async (deployment: string) => void steps.push(`kill ${deployment}`),
    pods: async () => pods.shift(),
    load: async (requests: number) => {
      steps.push(`${requests} requests`);
      return load({ [steps.includes('start') ? B : A]: ['v1', requests] });
    },
  };
  const outage = await scenario.observe(traffic as never, 1000);
  expect(steps).toEqual([
    'stop',
    '500 requests',
    'a new connection',
    'kill price-v1',
    '500 requests',
    'start',
    '50 requests',
  ]);
  expect(outage).toMatchObject({ newPod });
  expect(allPassed(scenario.expectations(outage))).toBe(true);
});
