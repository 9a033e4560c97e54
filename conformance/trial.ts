import { setTimeout } from 'node:timers/promises';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { allHold, claimWhole, type Claim } from './claim.ts';
import type { RunningShop } from './running-shop.ts';
import type { Scenario } from './scenario.ts';

/** A rule that has changed nothing by then is taken not to work. */
const IN_EFFECT_WITHIN_MS = 60_000;
const PAUSE_MS = 500;
const WARM_UP = 20;

/** What was seen of a scenario on a live cluster. */
export interface Trial {
  readonly verdict: readonly Claim[];
  /** Without the rule. */
  readonly control: {
    readonly verdict: readonly Claim[];
    readonly opposite: readonly Claim[];
  };
}

/** Whether the rule does what it promises, and nothing else does it. */
export const hasPassed = ({ verdict, control }: Trial): boolean =>
  allHold(verdict) && !allHold(control.verdict) && allHold(control.opposite);

/**
 * Tries a scenario: first without its rule, then with it. Requests are counted once a small sample of them shows that the
 * rule has come into effect, or has ended; the sample itself is not counted.
 *
 * @param states the objects with the rule, and those without; without it in both, nothing can come into effect
 * @param tell takes what is going on, for somebody to read
 */
export async function tryScenario(
  scenario: Scenario,
  states: { readonly rule: readonly KubernetesObject[]; readonly control: readonly KubernetesObject[] },
  shop: RunningShop,
  tell: (progress: string) => void,
): Promise<Trial> {
  const observe = async (state: keyof typeof states, isInEffect: (observed: unknown) => boolean) => {
    tell(`${state}: changing the shop`);
    await shop.become(states[state]);
    const { sample } = scenario;
    await poll(async () => (await shop.load(WARM_UP)).failed === 0);
    if (sample === null) {
      await poll(async () => claimWhole(await shop.load(WARM_UP)).holds);
    } else {
      tell(`${state}: watching for it to take effect`);
      await poll(async () => isInEffect(await scenario.observe(shop, sample)));
    }
    tell(`${state}: ${scenario.requests} requests`);
    return await scenario.observe(shop, scenario.requests);
  };
  const hasEnded = (observed: unknown) => allHold(scenario.opposite(observed));
  const hasBegun = (observed: unknown) => allHold(scenario.verdict(observed));
  const without = await observe('control', hasEnded);
  const withRule = await observe('rule', states.rule === states.control ? hasEnded : hasBegun);
  return {
    verdict: scenario.verdict(withRule),
    control: { verdict: scenario.verdict(without), opposite: scenario.opposite(without) },
  };
}

/** Until something is so, or the time is over; what is judged afterwards tells the difference. */
async function poll(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + IN_EFFECT_WITHIN_MS;
  while (!(await isSo()) && performance.now() < end) await setTimeout(PAUSE_MS);
}
