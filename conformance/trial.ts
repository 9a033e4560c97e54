import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import { allPassed, assertComplete, type Assertion } from './assertion.ts';
import { observeUntil } from './observe-until.ts';
import type { RunningDeployment } from './deployment.ts';
import type { Scenario } from './scenario.ts';

/** The time limit for a rule to come into effect; afterwards the assertions report that it has none. */
const TIME = { timeoutMs: 60_000, intervalMs: 500 };
const WARM_UP_REQUESTS = 20;

/** What was observed of a scenario on a live cluster. */
export interface Trial {
  readonly expectations: readonly Assertion[];
  /** Without the rule. */
  readonly control: {
    readonly expectations: readonly Assertion[];
    readonly controlExpectations: readonly Assertion[];
  };
  /** Of a negative control; older reports have none. */
  readonly mutations?: readonly MutationResult[];
}

/** What was observed with one mutation of the rule. */
export interface MutationResult {
  readonly name: string;
  readonly expectations: readonly Assertion[];
  /** Whether at least one expectation failed, as it has to. */
  readonly failed: boolean;
}

/** Whether the expectations passed with the rule and because of it. */
export const hasPassed = ({ expectations, control }: Trial): boolean =>
  allPassed(expectations) && !allPassed(control.expectations) && allPassed(control.controlExpectations);

/** Whether the expectations failed without the rule and with each mutation, as they have to in a negative control. */
export const hasFailedAsRequired = ({ expectations, mutations = [] }: Trial): boolean =>
  !allPassed(expectations) && mutations.every(({ failed }) => failed);

/** The objects of a scenario with the rule and those without it. */
export interface States {
  readonly rule: readonly KubernetesObject[];
  readonly control: readonly KubernetesObject[];
}

/** The deployment that a scenario is tried on, and who is informed of each step. */
export interface TrialOptions {
  readonly deployment: RunningDeployment;
  onProgress(progress: string): void;
}

/** Runs a scenario, first without its rule and then with it. */
export async function tryScenario(scenario: Scenario, states: States, options: TrialOptions): Promise<Trial> {
  const without = await observeControl(scenario, states.control, options);
  await applyRule(scenario, states.rule, options);
  options.onProgress(`rule: ${scenario.requests} requests`);
  const withRule = await scenario.observe(options.deployment, scenario.requests);
  return { expectations: scenario.expectations(withRule), control: without };
}

/** Runs a scenario without its rule. */
export async function observeControl(
  scenario: Scenario,
  objects: readonly KubernetesObject[],
  options: TrialOptions,
): Promise<Trial['control']> {
  options.onProgress('control: applying the objects');
  await options.deployment.apply(objects);
  await warmUp(scenario, options.deployment);
  await untilInEffect('control', scenario, (observed) => allPassed(scenario.controlExpectations(observed)), options);
  options.onProgress(`control: ${scenario.requests} requests`);
  const observed = await scenario.observe(options.deployment, scenario.requests);
  return {
    expectations: scenario.expectations(observed),
    controlExpectations: scenario.controlExpectations(observed),
  };
}

/** Applies the objects with the rule; resolves with whether a sample shows that the rule is in effect. */
export async function applyRule(
  scenario: Scenario,
  objects: readonly KubernetesObject[],
  options: TrialOptions,
): Promise<boolean> {
  options.onProgress('rule: applying the objects');
  await options.deployment.apply(objects);
  await warmUp(scenario, options.deployment);
  return await untilInEffect('rule', scenario, (observed) => allPassed(scenario.expectations(observed)), options);
}

async function warmUp({ sample }: Scenario, deployment: RunningDeployment): Promise<void> {
  const isWarm = (report: LoadReport) => (sample === null ? assertComplete(report).passed : report.failed === 0);
  await observeUntil(() => deployment.load(WARM_UP_REQUESTS), isWarm, { ...TIME, what: 'every request is served' });
}

/** Waits until a sample shows that a state is in effect, and resolves with whether it is. The sample does not count. */
export async function untilInEffect(
  state: string,
  scenario: Scenario,
  isInEffect: (observed: unknown) => boolean,
  { deployment, onProgress }: TrialOptions,
): Promise<boolean> {
  const { sample } = scenario;
  if (sample === null) return true;
  onProgress(`${state}: waiting until it is in effect`);
  const observe = () => scenario.observe(deployment, sample);
  return isInEffect(await observeUntil(observe, isInEffect, { ...TIME, what: `${state} is in effect` }));
}
