import { expect, it } from 'vitest';

import { observedLoad } from './observed-load.ts';
import type { RunningShop } from './running-shop.ts';
import { scenario as canary } from '../scenarios/canary/canary.ts';
import { hasPassed, tryScenario } from './trial.ts';

const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const rule = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rule' } };
const STATES = { rule: [shop, rule], control: [shop] };

/** A shop in which so many of ten calls go to v2, some requests after the rule was applied or without it. */
function scripted({ delay = 0, withRule = 1, without = 5 }): Pick<RunningShop, 'become' | 'load'> {
  let sinceChange = 0;
  let tenths = without;
  return {
    become: async (state) => {
      sinceChange = 0;
      tenths = state.includes(rule) ? withRule : without;
    },
    load: async (count) => {
      sinceChange += count;
      const v2 = ((sinceChange > delay ? tenths : without) / 10) * count;
      return observedLoad('price', { a: ['v1', count - v2], b: ['v2', v2] });
    },
  };
}
const tried = (script: Parameters<typeof scripted>[0], states = STATES) =>
  tryScenario(canary, states, scripted(script) as RunningShop, () => undefined);

it('passes if the verdict holds with the rule, fails without, and the control shows the opposite', async () => {
  expect(hasPassed(await tried({}))).toBe(true);
});

it('counts nothing before the rule is in effect', async () => {
  const { verdict } = await tried({ delay: 100 });
  expect(verdict).toContainEqual(expect.objectContaining({ seen: expect.stringContaining('100 of 1000') as string }));
});

it('fails a rule that was taken away, and does not wait for it', async () => {
  const trial = await tried({}, { ...STATES, rule: STATES.control });
  expect(hasPassed(trial)).toBe(false);
  expect(trial.control.opposite).toContainEqual(expect.objectContaining({ holds: true }));
});

it('does not pass a rule without which it is the same', async () => {
  const claim = { claim: 'c', seen: 's', holds: true };
  expect(hasPassed({ verdict: [claim], control: { verdict: [claim], opposite: [claim] } })).toBe(false);
});

it('does not pass a control that shows something else', async () => {
  const [yes, no] = [true, false].map((holds) => ({ claim: 'c', seen: 's', holds }));
  if (!yes || !no) throw new Error();
  expect(hasPassed({ verdict: [yes], control: { verdict: [no], opposite: [no] } })).toBe(false);
  expect(hasPassed({ verdict: [no], control: { verdict: [no], opposite: [yes] } })).toBe(false);
  expect(hasPassed({ verdict: [], control: { verdict: [no], opposite: [yes] } })).toBe(false);
});
