import { setTimeout } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './blue-green.ts';

const split = (v1: number, v2: number, overrides = {}) =>
  fakeLoadReport('price', { 'price-v1-a': ['v1', v1], 'price-v2-a': ['v2', v2] }, overrides);

const complete = { before: split(400, 0), during: split(150, 250), after: split(0, 400) };

it('the expectations pass if v1 serves before the switch, v2 after it, and no request fails', () => {
  expect(allPassed(scenario.expectations(complete))).toBe(true);
});

it.each([
  ['a call of v2 before the switch', { before: split(399, 1) }],
  ['a call of v1 after it', { after: split(1, 399) }],
  ['a switch before the load', { during: split(0, 400) }],
  ['a switch after the load', { during: split(400, 0) }],
  ['a failed request during the switch', { during: split(150, 250, { statuses: { 200: 399, 503: 1 } }) }],
  ['a product without its price', { during: split(150, 249, { requests: 400, degraded: 1 }) }],
  ['a request without a response', { during: split(150, 249, { requests: 400, noResponse: 1 }) }],
  ['no call of price after it', { after: fakeLoadReport('price', {}) }],
])('the expectations fail with %s', (_what, overrides) => {
  expect(allPassed(scenario.expectations({ ...complete, ...overrides }))).toBe(false);
});

it('the control expectations pass if both versions serve before and after', () => {
  const mixed = { before: split(200, 200), during: split(200, 200), after: split(200, 200) };
  expect(allPassed(scenario.controlExpectations(mixed))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ ...mixed, after: split(0, 400) }))).toBe(false);
  expect(allPassed(scenario.controlExpectations(complete))).toBe(false);
});

const ROUTE = { spec: { rules: [{ matches: [{ method: {} }], backendRefs: [{ name: 'price-v1', port: 6567 }] }] } };

/** Traffic on which a changed route takes effect some requests later. */
function slowToSwitch(requestsUntilThen: number) {
  let [wanted, inEffect, left] = ['v1', 'v1', 0];
  const patches: object[] = [];
  return {
    patches,
    read: async () => ROUTE,
    patch: async (_route: string, patch: object) => {
      wanted = JSON.stringify(patch).includes('price-v2') ? 'v2' : 'v1';
      patches.push(patch);
      left = requestsUntilThen;
    },
    load: async (requests: number) => {
      // A real load takes time, too, in which the timer of the wait for the switch fires.
      await setTimeout(1);
      left -= requests;
      if (left <= 0) inEffect = wanted;
      return inEffect === 'v2' ? split(0, requests) : split(requests, 0);
    },
  };
}

it('the load after the switch starts when the switch is in effect', async () => {
  const { before, after } = await scenario.observe(slowToSwitch(60) as never, 400);
  expect(before).toEqual(split(400, 0));
  expect(after).toEqual(split(0, 400));
});

it('the switch changes only the name of the backend, and is undone at the end', async () => {
  const traffic = slowToSwitch(0);
  await scenario.observe(traffic as never, 400);
  const [rule] = ROUTE.spec.rules;
  const switched = { ...rule, backendRefs: [{ name: 'price-v2', port: 6567 }] };
  expect(traffic.patches).toEqual([{ spec: { rules: [switched] } }, ROUTE]);
});

it('a deployment without a route needs no wait', async () => {
  const sent: number[] = [];
  const load = async (requests: number) => {
    sent.push(requests);
    return split(requests / 2, requests / 2);
  };
  await scenario.observe({ load, read: async () => undefined } as never, 400);
  expect(sent.filter((requests) => requests < 400)).toHaveLength(1);
});

it('an error of the switch rejects the observation', async () => {
  const read = async () => ROUTE;
  const patch = async () => {
    throw new Error('no cluster');
  };
  const load = async (requests: number) => split(requests, 0);
  await expect(scenario.observe({ load, read, patch } as never, 400)).rejects.toThrow('no cluster');
});
