import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './rollout.ts';

const replaced = (told = {}) =>
  observedLoad('base-product', { 'base-product-old': ['v1', 900], 'base-product-new': ['v1', 1100] }, told);
const onePod = observedLoad('base-product', { 'base-product-old': ['v1', 2000] });

it('old and new answer, and nobody notices', () => {
  expect(allHold(scenario.verdict(replaced()))).toBe(true);
});

it.each([
  ['a failed request', replaced({ statuses: { 200: 1999, 503: 1 } })],
  ['a request without an answer', replaced({ statuses: { 200: 1999 }, noResponse: 1 })],
  ['an incomplete product', replaced({ degraded: 1 })],
  ['a scenario that did not happen meanwhile', onePod],
])('the verdict fails with %s', (_what, report) => {
  expect(allHold(scenario.verdict(report))).toBe(false);
});

it('without the rule requests fail for a while', () => {
  expect(allHold(scenario.opposite(replaced({ failed: 700 })))).toBe(true);
  expect(allHold(scenario.opposite(replaced()))).toBe(false);
  expect(allHold(scenario.opposite(replaced({ failed: 2000 })))).toBe(false);
});

it('sends requests until the new pod is ready, and once more', async () => {
  let ready = () => {};
  const restarted = new Promise<void>((resolve) => (ready = resolve));
  let loads = 0;
  const load = async () => {
    loads += 1;
    if (loads === 3) ready();
    return observedLoad('base-product', { [loads < 4 ? 'old' : 'new']: ['v1', 10] });
  };
  const observed = await scenario.observe({ load, restart: () => restarted } as never, 10);
  expect(observed).toMatchObject({ requests: 10 * loads, statuses: { 200: 10 * loads } });
  expect(allHold(scenario.verdict(observed))).toBe(true);
});
