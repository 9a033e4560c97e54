import { expect, it } from 'vitest';

import { usedBetween } from './sample.ts';

/** A container whose kubelet has reported so much CPU time, at that second. */
const usage = (second: number, cpuSeconds: number) => ({ at: second * 1000, cpuSeconds, memoryBytes: 40_000_000 });

const BEFORE = new Map([
  ['gateway-ff975549f-ltdgr/service', usage(0, 10)],
  ['gateway-ff975549f-ltdgr/istio-proxy', usage(0, 20)],
  ['price-7f9-x2/service', usage(0, 5)],
  ['price-7f9-x2/istio-proxy', usage(0, 5)],
]);
const AFTER = new Map([
  ['gateway-ff975549f-ltdgr/service', usage(12, 13)],
  ['gateway-ff975549f-ltdgr/istio-proxy', usage(10, 27)],
  ['price-7f9-x2/service', usage(11, 6)],
  ['price-7f9-x2/istio-proxy', usage(10, 7)],
]);

it('a deployment used the CPU time of its services and that of their proxies, the gateway’s of each also alone', () => {
  expect(usedBetween(BEFORE, AFTER)).toEqual({
    seconds: 12,
    applicationCpuSeconds: 4,
    proxyCpuSeconds: 9,
    gatewayCpuSeconds: 3,
    gatewayProxyCpuSeconds: 7,
    proxies: 2,
    proxyMemoryBytes: 80_000_000,
  });
});

it('a container that started meanwhile is left out', () => {
  const restarted = new Map([...AFTER, ['price-7f9-y3/service', usage(9, 2)]]);
  expect(usedBetween(BEFORE, restarted)).toEqual(usedBetween(BEFORE, AFTER));
});
