import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import { build } from '../libs/testbed/src/cluster/kustomize.ts';
import type { ConformancePlan } from './arguments.ts';
import { SCENARIOS } from './catalog.ts';
import { withImages } from './container-images.ts';
import { folderOf, whyUnsupported } from './folders.ts';
import { withGatewayClass } from './gateway-class.ts';
import { MESHES, type Mesh } from './mesh.ts';
import { nameOutsideReviews, withOutsideReviews } from './outside-reviews.ts';
import type { ConformanceReport, Outcome } from './report.ts';
import { startShop, type RunningShop } from './running-shop.ts';
import type { Scenario } from './scenario.ts';
import { hasPassed, tryScenario } from './trial.ts';

/** What a run does besides its plan. */
export interface Run {
  /** Ends it early; what it made is deleted all the same. */
  readonly interrupt: AbortSignal;
  /** Takes what is going on, for somebody to read. */
  tell(progress: string): void;
}

/** Tries what the plan says, one scenario after the other, on the cluster that kubectl speaks to. */
export async function runConformance(plan: ConformancePlan, run: Run): Promise<ConformanceReport> {
  const startedAt = new Date().toISOString();
  const mesh = MESHES[plan.mesh];
  const outcomes: Outcome[] = [];
  let versions = await kubernetesVersion();
  if (plan.gatewayClass !== undefined) versions = { ...versions, 'gateway class': plan.gatewayClass };
  run.tell('starting clients');
  await using shop = await startShop(mesh, plan.keep, run.interrupt);
  for (const scenario of SCENARIOS) {
    const outcome = await outcomeOf(scenario, mesh, plan, shop, run);
    outcomes.push(outcome);
    run.tell(`${scenario.name}: ${outcome.status}`);
  }
  if (outcomes.some((outcome) => 'trial' in outcome)) versions = { ...versions, ...(await mesh.versions(NAMESPACE)) };
  run.tell(plan.keep ? 'left in the cluster' : 'cleaning up');
  return { mesh: mesh.name, startedAt, sabotage: plan.sabotage, versions, outcomes };
}

async function outcomeOf(
  scenario: Scenario,
  mesh: Mesh,
  { scenarios, sabotage, gatewayClass, outsideReviews, images }: ConformancePlan,
  shop: RunningShop,
  { interrupt, tell }: Run,
): Promise<Outcome> {
  const { name } = scenario;
  const notRun = (reason: string): Outcome => ({ scenario: name, status: 'not run', reason });
  if (!scenarios.includes(name)) return notRun('It was not asked for.');
  const unsupported = whyUnsupported(mesh, name);
  if (unsupported !== undefined) return { scenario: name, status: 'unsupported', reason: unsupported };
  const folder = folderOf(mesh, name);
  const started = performance.now();
  try {
    const objectsOf = async (state: string) =>
      withOutsideReviews(withImages(withGatewayClass(await build(state), gatewayClass), images), outsideReviews);
    const control = await objectsOf(`${folder}/control`);
    if (!outsideReviews && nameOutsideReviews(control)) return notRun('It takes --outside-reviews.');
    const states = { rule: sabotage ? control : await objectsOf(folder), control };
    const trial = await tryScenario(scenario, states, shop, (progress) => tell(`${name}: ${progress}`));
    const seconds = Math.round((performance.now() - started) / 1000);
    return { scenario: name, status: hasPassed(trial) ? 'passed' : 'failed', seconds, trial };
  } catch (error) {
    if (interrupt.aborted) return notRun('The run was interrupted.');
    return { scenario: name, status: 'failed', reason: (error as Error).message };
  }
}

async function kubernetesVersion(): Promise<Record<string, string>> {
  const { serverVersion } = JSON.parse(await kubectl(['version', '--output=json'])) as {
    serverVersion: { gitVersion: string };
  };
  return { kubernetes: serverVersion.gitVersion };
}
