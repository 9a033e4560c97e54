import { expect, it } from 'vitest';

import { fakeLoadReport } from '../libs/testbed/src/load/fake-load-report.ts';
import { SCENARIOS } from './catalog.ts';
import type { RunningDeployment } from './deployment.ts';
import { hasPassed, tryScenario } from './trial.ts';

const canary = SCENARIOS.find(({ name }) => name === 'canary')!;

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'product-gateway' } };
const rule = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rule' } };
const STATES = { rule: [namespace, rule], control: [namespace] };

/** A deployment in which so many of ten calls go to v2; the rule takes effect some requests after it is applied. */
function scripted({ delay = 0, withRule = 1, without = 5 }): Pick<RunningDeployment, 'apply' | 'load'> {
  let sinceChange = 0;
  let tenths = without;
  return {
    apply: async (state) => {
      sinceChange = 0;
      tenths = state.includes(rule) ? withRule : without;
    },
    load: async (count) => {
      sinceChange += count;
      const v2 = ((sinceChange > delay ? tenths : without) / 10) * count;
      return fakeLoadReport('price', { a: ['v1', count - v2], b: ['v2', v2] });
    },
  };
}
const tried = (script: Parameters<typeof scripted>[0], states = STATES) =>
  tryScenario(canary, states, { deployment: scripted(script) as RunningDeployment, onProgress: () => undefined });

it('a trial passes if the expectations pass with the rule, fail without it, and the control expectations pass', async () => {
  expect(hasPassed(await tried({}))).toBe(true);
});

it('requests before the rule is in effect do not count', async () => {
  const { expectations } = await tried({ delay: 100 });
  expect(expectations).toContainEqual(
    expect.objectContaining({ observed: expect.stringContaining('100 of 1000') as string }),
  );
});

it('a trial fails if its expectations pass without the rule, too', async () => {
  const assertion = { expected: 'e', observed: 'o', passed: true };
  expect(
    hasPassed({ expectations: [assertion], control: { expectations: [assertion], controlExpectations: [assertion] } }),
  ).toBe(false);
});

it('a trial fails if a control expectation or an expectation fails, or if there is none', async () => {
  const [yes, no] = [true, false].map((passes) => ({ expected: 'e', observed: 'o', passed: passes }));
  if (!yes || !no) throw new Error();
  expect(hasPassed({ expectations: [yes], control: { expectations: [no], controlExpectations: [no] } })).toBe(false);
  expect(hasPassed({ expectations: [no], control: { expectations: [no], controlExpectations: [yes] } })).toBe(false);
  expect(hasPassed({ expectations: [], control: { expectations: [no], controlExpectations: [yes] } })).toBe(false);
});
