import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeStreamReport } from '../../libs/testbed/src/load/fake-stream-report.ts';
import { scenario, type ObservedRollouts } from './stream-drain.ts';

interface Overrides {
  readonly streams?: Partial<ObservedRollouts['streams']>;
  readonly reservations?: Partial<NonNullable<ObservedRollouts['reservations']>>;
  readonly onNewPods?: ObservedRollouts['onNewPods'];
}

const observed = ({ streams, reservations, onNewPods = { inventory: 30, gateway: 30 } }: Overrides = {}) => ({
  streams: fakeStreamReport(streams),
  reservations: {
    wanted: 120,
    statuses: { 201: 120 },
    connectionErrors: {},
    repeated: 0,
    replayed: 0,
    acknowledged: 120,
    uncertain: 0,
    leftStock: 120,
    ...reservations,
  },
  onNewPods,
});

it('the expectations pass if no change and no reservation is lost or repeated while pods are replaced', () => {
  expect(allPassed(scenario.expectations(observed()))).toBe(true);
  expect(allPassed(scenario.controlExpectations(observed()))).toBe(false);
});

it.each<[string, Overrides]>([
  ['a lost change', { streams: { lost: 1 } }],
  ['a repeated change', { streams: { repeated: 1 } }],
  ['a change that comes after a later one', { streams: { reordered: 1 } }],
  ['the whole stock again in place of changes', { streams: { restarts: 1 } }],
  ['no change at all', { streams: { changes: 0 } }],
  ['a viewer that is refused', { streams: { refused: { 503: 1 } } }],
  ['a viewer whose connection ends', { streams: { connectionErrors: { 'connection ended': 1 } } }],
  ['a reservation that was not acknowledged', { reservations: { acknowledged: 119, leftStock: 119 } }],
  ['a reservation that was made twice', { reservations: { leftStock: 121 } }],
  ['a reservation that was lost', { reservations: { leftStock: 119 } }],
  ['an old pod that still serves a stream', { onNewPods: { inventory: 29, gateway: 30 } }],
  ['a gateway that was not replaced', { onNewPods: { inventory: 30 } }],
])('the expectations fail with %s', (_what, overrides) => {
  expect(allPassed(scenario.expectations(observed(overrides)))).toBe(false);
});

it('the expectations fail without reservations', () => {
  expect(allPassed(scenario.expectations({ ...observed(), reservations: undefined }))).toBe(false);
});

it('the control expectations pass if viewers are refused', () => {
  expect(allPassed(scenario.controlExpectations(observed({ streams: { refused: { 503: 4 } } })))).toBe(true);
});

it('the observation replaces the pods of inventory and of the gateway while streams are open', async () => {
  const steps: string[] = [];
  const pods: Record<string, string> = { inventory: 'inventory-old', gateway: 'gateway-old' };
  const traffic = {
    openStreams: async (streams: number, reservations: number) => {
      steps.push(`${streams} streams, ${reservations} reservations a second`);
      return {
        instances: (service: string) => Array.from({ length: streams }, () => pods[service]),
        stop: async () => {
          steps.push('stop');
          return observed();
        },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
    restart: async (service: string) => {
      steps.push(`restart ${service}`);
      pods[service] = `${service}-new`;
    },
  };
  const rollouts = await scenario.observe(traffic as never, 30);
  expect(steps).toEqual(['30 streams, 2 reservations a second', 'restart inventory', 'restart gateway', 'stop']);
  expect(allPassed(scenario.expectations(rollouts))).toBe(true);
});
