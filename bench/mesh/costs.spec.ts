import { expect, it } from 'vitest';

import { observedLoad } from '../../conformance/observed-load.ts';
import { costsOf } from './costs.ts';
import type { Turn, Used } from './turn.ts';

const latencyMs = { p50: 2, p90: 3, p99: 5, 'p99.9': 6, max: 7 };
const used = (seconds: number, applicationCpuSeconds: number, proxyCpuSeconds: number): Used => ({
  seconds,
  applicationCpuSeconds,
  proxyCpuSeconds,
  proxies: 5,
  proxyMemoryBytes: 150_000_000,
});
const turn = (loaded: string, istio: Used): Turn => ({
  loaded,
  load: observedLoad('price', {}, { requests: 1000, latencyMs }),
  used: { istio },
});
const TURNS = [
  turn('istio', used(10, 1.5, 1)),
  turn('istio', used(10, 1.7, 1.2)),
  turn('istio', used(10, 1.6, 1.1)),
  turn('none', used(20, 1, 0.2)),
];

it('takes off what a shop uses while another has the load', () => {
  const { applicationMicroseconds, proxyMicroseconds } = costsOf('istio', TURNS);
  expect(applicationMicroseconds.median).toBeCloseTo(1100, 6);
  expect(proxyMicroseconds.median).toBeCloseTo(1000, 6);
});

it('gives the median with the least and the most', () => {
  const { least, most } = costsOf('istio', TURNS).applicationMicroseconds;
  expect([least, most]).toEqual([expect.closeTo(1000, 6), expect.closeTo(1200, 6)]);
  expect(costsOf('istio', TURNS).p99Milliseconds).toEqual({ median: 5, least: 5, most: 5 });
});

it('gives the memory of one proxy, and none where there is none', () => {
  expect(costsOf('istio', TURNS).proxyMegabytes?.median).toBeCloseTo(30, 6);
  const bare = { ...used(10, 1, 0), proxies: 0, proxyMemoryBytes: 0 };
  expect(costsOf('istio', [turn('istio', bare)]).proxyMegabytes).toBeNull();
});
