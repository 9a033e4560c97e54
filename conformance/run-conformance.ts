import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { build } from '../libs/testbed/src/cluster/kustomize.ts';
import { withCpuRequests, withImages } from '../libs/testbed/src/cluster/pod-template-overrides.ts';
import type { ConformancePlan } from './arguments.ts';
import { folderOf, SCENARIOS, unsupportedReason } from './catalog.ts';
import { startDeployment, type RunningDeployment } from './deployment.ts';
import { MESHES, type Mesh } from '../libs/testbed/src/cluster/mesh.ts';
import { buildMutated, readMutations } from './mutations.ts';
import { nameOutsideReviews, withGatewayClass, withOutsideReviews } from './object-overrides.ts';
import { NOT_SELECTED, type ConformanceReport, type Outcome } from './report.ts';
import type { Scenario } from './scenario.ts';
import { tryNegativeControl, type MutatedState } from './negative-control.ts';
import { hasPassed, tryScenario } from './trial.ts';

/** How a run is observed and ended. */
export interface RunOptions {
  /** Ends the run early; everything that it created is deleted all the same. */
  readonly interrupted: AbortSignal;
  /** Receives one line about each step. */
  onProgress(progress: string): void;
}

/** Runs the scenarios of a plan one after the other on the cluster that kubectl is configured for. */
export async function runConformance(plan: ConformancePlan, run: RunOptions): Promise<ConformanceReport> {
  const startedAt = new Date().toISOString();
  const mesh = MESHES[plan.mesh];
  const outcomes: Outcome[] = [];
  let meshVersions: Readonly<Record<string, string>> | undefined;
  let versions = await kubernetesVersion();
  if (plan.gatewayClass !== undefined) versions = { ...versions, 'gateway class': plan.gatewayClass };
  run.onProgress('starting clients');
  await using deployment = await startDeployment(mesh, plan, run.interrupted);
  for (const scenario of SCENARIOS) {
    const outcome = await outcomeOf(scenario, mesh, plan, deployment, run);
    outcomes.push(outcome);
    run.onProgress(`${scenario.name}: ${outcome.status}`);
    // A negative control may end with pods that have no proxy to ask; another scenario's have.
    if ('trial' in outcome) meshVersions ??= await mesh.versions(plan.namespace).catch(() => undefined);
  }
  run.onProgress(plan.keep ? 'everything stays in the cluster' : 'cleaning up');
  versions = { ...versions, ...meshVersions };
  return { mesh: mesh.name, startedAt, negativeControl: plan.negativeControl, versions, outcomes };
}

async function outcomeOf(
  scenario: Scenario,
  mesh: Mesh,
  { scenarios, negativeControl, gatewayClass, outsideReviews, images, cpuRequest }: ConformancePlan,
  deployment: RunningDeployment,
  { interrupted, onProgress }: RunOptions,
): Promise<Outcome> {
  const { name } = scenario;
  const notRun = (reason: string): Outcome => ({ scenario: name, status: 'not run', reason });
  if (!scenarios.includes(name)) return notRun(NOT_SELECTED);
  const unsupported = unsupportedReason(mesh, name);
  if (unsupported !== undefined) return { scenario: name, status: 'unsupported', reason: unsupported };
  const folder = folderOf(mesh, name);
  const started = performance.now();
  try {
    const fitted = (objects: readonly KubernetesObject[]) =>
      withCpuRequests(
        withOutsideReviews(withImages(withGatewayClass(objects, gatewayClass), images), outsideReviews),
        cpuRequest,
      );
    const control = fitted(await build(`${folder}/control`));
    if (!outsideReviews && nameOutsideReviews(control)) return notRun('It requires --outside-reviews.');
    const states = { rule: fitted(await build(folder)), control };
    const options = { deployment, onProgress: (progress: string) => onProgress(`${name}: ${progress}`) };
    const trial = negativeControl
      ? await tryNegativeControl(scenario, states, await mutatedStates(folder, fitted), options)
      : await tryScenario(scenario, states, options);
    const seconds = Math.round((performance.now() - started) / 1000);
    return { scenario: name, status: hasPassed(trial) ? 'passed' : 'failed', seconds, trial };
  } catch (error) {
    if (interrupted.aborted) return notRun('The run was interrupted.');
    return { scenario: name, status: 'failed', reason: (error as Error).message };
  }
}

async function mutatedStates(
  folder: string,
  fitted: (objects: readonly KubernetesObject[]) => readonly KubernetesObject[],
): Promise<MutatedState[]> {
  const { mutations } = readMutations(folder);
  return await Promise.all(
    mutations.map(async ({ name, ...changes }) => ({ name, objects: fitted(await buildMutated(folder, changes)) })),
  );
}

async function kubernetesVersion(): Promise<Record<string, string>> {
  const { serverVersion } = JSON.parse(await kubectl(['version', '--output=json'])) as {
    serverVersion: { gitVersion: string };
  };
  return { kubernetes: serverVersion.gitVersion };
}
