import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { allPassed } from './assertion.ts';
import type { Scenario } from './scenario.ts';
import {
  applyRule,
  observeControl,
  untilInEffect,
  type MutationResult,
  type States,
  type Trial,
  type TrialOptions,
} from './trial.ts';

/** The objects of a scenario with a wrong rule. */
export interface MutatedState {
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Runs a scenario without its rule, and with each mutation of it. The expectations have to fail each time.
 *
 * The rule is in effect before each mutation. Otherwise the effect of the mutation before it, which fails the expectations as
 * well, could be taken for that of the next.
 *
 * @throws Error if the expectations fail with the rule as well, such as on a cluster that is too busy
 */
export async function tryNegativeControl(
  scenario: Scenario,
  { rule, control }: States,
  mutated: readonly MutatedState[],
  options: TrialOptions,
): Promise<Trial> {
  const without = await observeControl(scenario, control, options);
  const mutations: MutationResult[] = [];
  for (const [index, state] of mutated.entries()) {
    // Without a sample a state is in effect with its pods, so no other one can be taken for it.
    if (scenario.sample !== null && !(await applyRule(scenario, rule, options))) {
      throw new Error(
        `The expectations fail with the rule, too, so nothing is proven by their failure although ${state.name}.`,
      );
    }
    const place = `mutation ${index + 1} of ${mutated.length}`;
    const result = await observeMutation(scenario, state, {
      ...options,
      onProgress: (progress) => options.onProgress(`${place}, ${progress}`),
    });
    mutations.push(result);
    options.onProgress(`${place}, ${state.name}: ${result.failed ? 'failed, as it must' : 'survived'}`);
  }
  return { expectations: without.expectations, control: without, mutations };
}

async function observeMutation(
  scenario: Scenario,
  { name, objects }: MutatedState,
  options: TrialOptions,
): Promise<MutationResult> {
  const { deployment, onProgress } = options;
  const expectationsFail = (observed: unknown) => !allPassed(scenario.expectations(observed));
  onProgress(`${name}: applying the objects`);
  await deployment.apply(objects);
  await untilInEffect(name, scenario, expectationsFail, options);
  onProgress(`${name}: ${scenario.requests} requests`);
  const observed = await scenario.observe(deployment, scenario.requests);
  return { name, expectations: scenario.expectations(observed), failed: expectationsFail(observed) };
}
