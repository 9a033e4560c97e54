import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './failover.ts';

const split = (near: number, far: number, told = {}) =>
  observedLoad('price', { 'price-v1-a': ['v1', near], 'price-v2-a': ['v2', far] }, told);
const OVER = { before: split(300, 0), meanwhile: [split(20, 280)], after: split(0, 300) };

it('the near pod answers, then the far one, and no request is lost', () => {
  expect(allHold(scenario.verdict(OVER))).toBe(true);
});

it.each([
  ['a call that goes far too early', { ...OVER, before: split(299, 1) }],
  ['a call of which the near pod is not rid', { ...OVER, after: split(1, 299) }],
  [
    'no answer once the near pod has gone',
    { ...OVER, after: observedLoad('price', {}, { requests: 300, degraded: 300 }) },
  ],
  ['a product without its price meanwhile', { ...OVER, meanwhile: [split(20, 280, { degraded: 1 }), split(0, 300)] }],
  ['a failed request meanwhile', { ...OVER, meanwhile: [split(20, 280, { statuses: { 200: 299, 503: 1 } })] }],
  ['calls to both all the time', { before: split(150, 150), meanwhile: [split(20, 280)], after: split(0, 300) }],
])('the verdict fails with %s', (_what, observed) => {
  expect(allHold(scenario.verdict(observed))).toBe(false);
});

it('without the rule the far pod answers while the near one is there', () => {
  expect(allHold(scenario.opposite({ ...OVER, before: split(150, 150) }))).toBe(true);
  expect(allHold(scenario.opposite(OVER))).toBe(false);
});

it('sends requests until the near pod has gone, then some more, and brings it back', async () => {
  const scaled: number[] = [];
  let gone = () => {};
  const going = new Promise<void>((resolve) => (gone = resolve));
  let loads = 0;
  const load = async () => {
    loads += 1;
    if (loads === 3) gone();
    return split(1, 0);
  };
  const scale = (_deployment: string, replicas: number) => {
    scaled.push(replicas);
    return replicas === 0 ? going : Promise.resolve();
  };
  const { meanwhile } = await scenario.observe({ load, scale } as never, 1);
  expect(meanwhile.length).toBe(loads - 3);
  expect(meanwhile.length).toBeGreaterThan(1);
  expect(scaled).toEqual([0, 1]);
});
