import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { fakeRunning } from '../../libs/testbed/src/load/fake-running.ts';
import { fakeStreamReport } from '../../libs/testbed/src/load/fake-stream-report.ts';
import { scenario } from './ambient-migration.ts';

const complete = fakeLoadReport('price', { a: ['v1', 500] });
const REFUSED = [{ status: 'PERMISSION_DENIED', details: 'RBAC: access denied' }] as const;

const migration = (to: 'sidecars' | 'ztunnel and waypoint', during = complete, after = during) => ({
  moves: [{ to, dataPlane: to, during, after }],
  streams: { streams: fakeStreamReport() },
});
const observed = (overrides = {}) => ({
  toAmbient: migration('ztunnel and waypoint'),
  otherClient: REFUSED,
  toSidecars: migration('sidecars'),
  ...overrides,
});

it('the expectations pass if both moves lose nothing, and the waypoint refuses another client', () => {
  expect(allPassed(scenario.expectations(observed()))).toBe(true);
  expect(allPassed(scenario.controlExpectations(observed()))).toBe(false);
});

const degraded = (count: number) => fakeLoadReport('price', { a: ['v1', 500] }, { degraded: count });

it.each([
  ['a request that is lost on the way to ambient mode', { toAmbient: migration('ztunnel and waypoint', degraded(1)) }],
  ['a request that is lost on the way back', { toSidecars: migration('sidecars', degraded(1)) }],
  ['another client that the policy admits', { otherClient: [{ status: 'OK', details: '' }] }],
  ['another client that gets no connection', { otherClient: [{ status: 'UNAVAILABLE', details: '' }] }],
])('the expectations fail with %s', (_what, overrides) => {
  expect(allPassed(scenario.expectations(observed(overrides)))).toBe(false);
});

it('the control expectations pass if no product has its price in ambient mode', () => {
  const without = (count: number) => observed({ toAmbient: migration('ztunnel and waypoint', degraded(count)) });
  expect(allPassed(scenario.controlExpectations(without(500)))).toBe(true);
  expect(allPassed(scenario.controlExpectations(without(499)))).toBe(false);
});

it('the namespace leaves ambient mode after its pods have sidecars', async () => {
  const changes: object[] = [];
  const planes = ['ztunnel and waypoint', 'sidecars'];
  const traffic = {
    namespace: 'team-a',
    openStreams: async () => fakeRunning({ streams: fakeStreamReport() }),
    startLoad: async () => fakeRunning(complete),
    load: async () => complete,
    callPrice: async () => REFUSED,
    patch: async (_object: string, { metadata }: { metadata: object }) => void changes.push(metadata),
    restart: async (deployment: string) => void (deployment === 'gateway' && changes.push({ deployment })),
    dataPlane: async () => planes.shift(),
  };
  expect(allPassed(scenario.expectations(await scenario.observe(traffic as never, 50)))).toBe(true);
  expect(changes).toEqual([
    { labels: { 'istio-injection': null, 'istio.io/dataplane-mode': 'ambient' } },
    { deployment: 'gateway' },
    { labels: { 'istio-injection': 'enabled' } },
    { deployment: 'gateway' },
    { labels: { 'istio.io/dataplane-mode': null } },
  ]);
});
