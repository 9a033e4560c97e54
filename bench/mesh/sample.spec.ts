import { expect, it } from 'vitest';

import { dataPlaneNamed } from './data-plane.ts';
import { usedBetween } from './sample.ts';

const SIDECARS = dataPlaneNamed('sidecars');

/** A container whose kubelet has reported so much CPU time, at that second. */
const usage = (path: string, second: number, cpuSeconds: number) => {
  const [pod = '', container = ''] = path.split('/');
  const namespace = 'product-gateway-bench-sidecars';
  return { namespace, pod, container, at: second * 1000, cpuSeconds, memoryBytes: 40_000_000 };
};

const BEFORE = [
  usage('gateway-1/service', 0, 10),
  usage('gateway-1/istio-proxy', 0, 20),
  usage('price-1/service', 0, 5),
  usage('reviews-1/service', 0, 7),
];
const AFTER = [
  usage('gateway-1/service', 12, 13),
  usage('gateway-1/istio-proxy', 10, 27),
  usage('price-1/service', 11, 6),
  usage('reviews-1/service', 10, 9),
];

it('a component used the CPU time of its containers, over the longest of their times, and has their memory', () => {
  expect(usedBetween(SIDECARS, BEFORE, AFTER)).toEqual({
    gateway: { seconds: 12, cpuSeconds: 3, memoryBytes: 40_000_000 },
    'sidecar of the gateway': { seconds: 10, cpuSeconds: 7, memoryBytes: 40_000_000 },
    backends: { seconds: 11, cpuSeconds: 3, memoryBytes: 80_000_000 },
  });
});

it('a container that started meanwhile, and one of another data plane, are left out', () => {
  const others = [usage('price-2/service', 9, 2), { ...usage('gateway-1/service', 9, 2), namespace: 'other' }];
  expect(usedBetween(SIDECARS, BEFORE, [...AFTER, ...others])).toEqual(usedBetween(SIDECARS, BEFORE, AFTER));
});
