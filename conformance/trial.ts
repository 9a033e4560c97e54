import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { allPassed, assertComplete, type Assertion } from './assertion.ts';
import { observeUntil } from './observe-until.ts';
import type { RunningDeployment } from './deployment.ts';
import type { Scenario } from './scenario.ts';

/** The time limit for a rule to come into effect; afterwards the assertions report that it has none. */
const IN_EFFECT_TIMEOUT_MS = 60_000;
const INTERVAL_MS = 500;
const WARM_UP_REQUESTS = 20;

/** What was observed of a scenario on a live cluster. */
export interface Trial {
  readonly expectations: readonly Assertion[];
  /** Without the rule. */
  readonly control: {
    readonly expectations: readonly Assertion[];
    readonly controlExpectations: readonly Assertion[];
  };
}

/** Whether the expectations passed with the rule and because of it. */
export const hasPassed = ({ expectations, control }: Trial): boolean =>
  allPassed(expectations) && !allPassed(control.expectations) && allPassed(control.controlExpectations);

/**
 * Runs a scenario, first without its rule and then with it. Requests count once a sample shows that the rule is in effect,
 * or no longer in effect; the sample itself does not count.
 *
 * @param states the objects with the rule and those without it; in a negative control both are the same
 */
export async function tryScenario(
  scenario: Scenario,
  states: { readonly rule: readonly KubernetesObject[]; readonly control: readonly KubernetesObject[] },
  deployment: RunningDeployment,
  onProgress: (progress: string) => void,
): Promise<Trial> {
  const warmUp = () => deployment.load(WARM_UP_REQUESTS);
  const observe = async (state: keyof typeof states, isInEffect: (observed: unknown) => boolean) => {
    const options = { timeoutMs: IN_EFFECT_TIMEOUT_MS, intervalMs: INTERVAL_MS, what: `${state} is in effect` };
    onProgress(`${state}: applying the objects`);
    await deployment.apply(states[state]);
    const { sample } = scenario;
    await observeUntil(warmUp, ({ failed }) => failed === 0, options);
    if (sample === null) {
      await observeUntil(warmUp, (report) => assertComplete(report).passed, options);
    } else {
      onProgress(`${state}: waiting until it is in effect`);
      await observeUntil(() => scenario.observe(deployment, sample), isInEffect, options);
    }
    onProgress(`${state}: ${scenario.requests} requests`);
    return await scenario.observe(deployment, scenario.requests);
  };
  const hasEnded = (observed: unknown) => allPassed(scenario.controlExpectations(observed));
  const hasBegun = (observed: unknown) => allPassed(scenario.expectations(observed));
  const without = await observe('control', hasEnded);
  const withRule = await observe('rule', states.rule === states.control ? hasEnded : hasBegun);
  return {
    expectations: scenario.expectations(withRule),
    control: {
      expectations: scenario.expectations(without),
      controlExpectations: scenario.controlExpectations(without),
    },
  };
}
