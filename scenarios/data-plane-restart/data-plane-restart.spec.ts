import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import type { DataPlane } from '../../conformance/data-plane.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { fakeRunning } from '../../libs/testbed/src/load/fake-running.ts';
import { fakeStreamReport } from '../../libs/testbed/src/load/fake-stream-report.ts';
import { scenario } from './data-plane-restart.ts';

const load = (overrides = {}) => fakeLoadReport('price', { a: ['v1', 1000] }, { seconds: 20, ...overrides });
const observed = (restart = {}, overrides = {}) => ({
  dataPlane: 'sidecars' as DataPlane,
  restarts: [{ proxy: 'the waypoint', isReplaced: true, load: load(), ...restart }],
  streams: { streams: fakeStreamReport() },
  ...overrides,
});
const healed = load({ failed: 40, statuses: { 200: 960, 503: 40 }, incomplete: { from: 2, to: 5 } });

it('the expectations pass if a proxy is replaced and requests are complete again', () => {
  expect(allPassed(scenario.expectations(observed({ load: healed })))).toBe(true);
  expect(allPassed(scenario.controlExpectations(observed({ load: healed })))).toBe(false);
});

it.each([
  ['a proxy that is not replaced', observed({ isReplaced: false })],
  ['requests that fail until the end', observed({ load: load({ failed: 9, incomplete: { from: 2, to: 20 } }) })],
  ['requests of which none gets a response', observed({ load: load({ failed: 1000 }) })],
  ['calls that do not pass the mesh', observed({}, { dataPlane: 'no mesh' })],
  ['a change that a viewer did not get', observed({}, { streams: { streams: fakeStreamReport({ lost: 1 }) } })],
])('the expectations fail with %s', (_what, restarts) => {
  expect(allPassed(scenario.expectations(restarts))).toBe(false);
});

it('the control expectations pass if no request is lost', () => {
  expect(allPassed(scenario.controlExpectations(observed()))).toBe(true);
});

it.each<[DataPlane, string[]]>([
  ['sidecars', ['inside', 'ingress']],
  ['no mesh', ['outside', 'outside']],
])('on %s the load comes from %j', async (dataPlane, expected) => {
  const from: string[] = [];
  const traffic = {
    proxies: ['the sidecar of the gateway', 'the ingress gateway'],
    dataPlane: async () => dataPlane,
    openStreams: async () => fakeRunning({ streams: fakeStreamReport() }),
    startLoad: async (options: { from: string }) => {
      from.push(options.from);
      return fakeRunning(healed);
    },
    restartProxy: async () => true,
    load: async () => load(),
  };
  const { restarts } = await scenario.observe(traffic as never, 500);
  expect(from).toEqual(expected);
  expect(restarts.map(({ proxy }) => proxy)).toEqual(traffic.proxies);
});
