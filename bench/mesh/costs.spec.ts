import { expect, it } from 'vitest';

import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { costsOf } from './costs.ts';
import type { Sample, Used } from './sample.ts';

const latencyMs = { p50: 2, p90: 3, p99: 5, 'p99.9': 6, max: 7 };
const used = (seconds: number, applicationCpuSeconds: number, proxyCpuSeconds: number): Used => ({
  seconds,
  applicationCpuSeconds,
  proxyCpuSeconds,
  gatewayCpuSeconds: applicationCpuSeconds / 4,
  gatewayProxyCpuSeconds: proxyCpuSeconds / 2,
  proxies: 5,
  proxyMemoryBytes: 150_000_000,
});
const sample = (loaded: string, istio: Used): Sample => ({
  loaded,
  load: fakeLoadReport('price', {}, { requests: 1000, latencyMs }),
  used: { istio },
});
const SAMPLES = [
  sample('istio', used(10, 1.5, 1)),
  sample('istio', used(10, 1.7, 1.2)),
  sample('istio', used(10, 1.6, 1.1)),
  sample('none', used(20, 1, 0.2)),
];

it('costs exclude what a deployment uses while another one has the load', () => {
  const { applicationMicroseconds, proxyMicroseconds } = costsOf('istio', SAMPLES);
  expect(applicationMicroseconds.median).toBeCloseTo(1100, 6);
  expect(proxyMicroseconds.median).toBeCloseTo(1000, 6);
});

it('costs are medians with the least and the most', () => {
  const { least, most } = costsOf('istio', SAMPLES).applicationMicroseconds;
  expect([least, most]).toEqual([expect.closeTo(1000, 6), expect.closeTo(1200, 6)]);
  expect(costsOf('istio', SAMPLES).p99Milliseconds).toEqual({ median: 5, least: 5, most: 5 });
});

it('the costs of the gateway are its own, its proxy’s, and how many times its proxy’s', () => {
  const { gatewayMicroseconds, gatewayProxyMicroseconds, gatewayTimesProxy } = costsOf('istio', SAMPLES);
  expect(gatewayMicroseconds.median).toBeCloseTo(275, 6);
  expect(gatewayProxyMicroseconds.median).toBeCloseTo(500, 6);
  expect(gatewayTimesProxy?.median).toBeCloseTo(0.55, 6);
});

it('the memory is that of one proxy, or null without proxies, as is the ratio of the gateway to its proxy', () => {
  expect(costsOf('istio', SAMPLES).proxyMegabytes?.median).toBeCloseTo(30, 6);
  const bare = { ...used(10, 1, 0), proxies: 0, proxyMemoryBytes: 0 };
  const costs = costsOf('istio', [sample('istio', bare)]);
  expect(costs.proxyMegabytes).toBeNull();
  expect(costs.gatewayTimesProxy).toBeNull();
});
