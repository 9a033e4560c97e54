import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { scenario, type ObservedStreams } from './stream-balancing.ts';

const placement = (a: number, b: number, c: number) => [
  ...Array.from({ length: a }, () => 'inventory-a'),
  ...Array.from({ length: b }, () => 'inventory-b'),
  ...Array.from({ length: c }, () => 'inventory-c'),
];
const observed = (overrides: Partial<ObservedStreams> = {}, opened = placement(40, 30, 20)): ObservedStreams => ({
  opened,
  scaled: { placement: opened, newStreamsOnNewPod: 3 },
  renewedOnNewPod: 1,
  ...overrides,
});

it('the expectations pass if streams spread, stay, and are on the new pod once they are renewed', () => {
  expect(allPassed(scenario.expectations(observed()))).toBe(true);
  expect(allPassed(scenario.controlExpectations(observed()))).toBe(false);
});

it.each<[string, ObservedStreams]>([
  ['all streams on one pod', { opened: placement(90, 0, 0) }],
  ['a pod without streams', observed({}, placement(50, 40, 0))],
  ['a pod with a trickle', observed({}, placement(50, 35, 5))],
  ['a stream that no pod serves', observed({}, [...placement(40, 30, 19), null as never])],
  ['a stream that moved', observed({ scaled: { placement: placement(39, 31, 20), newStreamsOnNewPod: 3 } })],
  ['no new stream on the new pod', observed({ scaled: { placement: placement(40, 30, 20), newStreamsOnNewPod: 0 } })],
  ['no renewed stream on the new pod', observed({ renewedOnNewPod: 0 })],
  ['no streams at all', { opened: [] }],
])('the expectations fail with %s', (_what, streams) => {
  expect(allPassed(scenario.expectations(streams))).toBe(false);
});

it('the control expectations pass if one pod serves all streams', () => {
  expect(allPassed(scenario.controlExpectations({ opened: placement(90, 0, 0) }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ opened: [] }))).toBe(false);
});

/** A deployment of so many pods, of which streams get one in turn; a pod that is added gets those that are opened later. */
function fakeTraffic(replicas: number, isBalanced: boolean) {
  const steps: string[] = [];
  const pods = Array.from({ length: replicas }, (_, index) => `inventory-${index}`);
  const podOf = (stream: number) => (isBalanced ? pods[stream % pods.length] : pods[0]) ?? null;
  let isRenewed = false;
  const traffic = {
    openStreams: async (count: number) => {
      steps.push(`${count} streams`);
      const placed = Array.from({ length: count }, (_, stream) => podOf(stream));
      return {
        instances: () => (isRenewed ? placed.map((_pod, stream) => podOf(stream)) : placed),
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
    scale: async (_name: string, to: number) => {
      steps.push(`${to} pods`);
      while (pods.length > to) pods.pop();
      while (pods.length < to) pods.push(`inventory-added-${steps.length}`);
    },
    patch: async (_object: string, patch: object) => {
      steps.push(JSON.stringify(patch).includes('5s') ? 'a short age' : 'another patch');
      isRenewed = true;
    },
    read: async () => ({ items: pods.map((name) => ({ metadata: { name } })) }),
  };
  return { traffic: traffic as never, steps };
}

it('the observation adds a pod, opens more streams, and adds a pod again with a short age of connections', async () => {
  const { traffic, steps } = fakeTraffic(3, true);
  const streams = await scenario.observe(traffic, 30);
  expect(steps).toEqual(['30 streams', '4 pods', '10 streams', 'a short age', '3 pods', '4 pods']);
  expect(allPassed(scenario.expectations(streams))).toBe(true);
});

it('the observation ends early if one pod serves all streams', async () => {
  const { traffic, steps } = fakeTraffic(3, false);
  expect(allPassed(scenario.controlExpectations(await scenario.observe(traffic, 30)))).toBe(true);
  expect(steps).toEqual(['30 streams']);
});
