import { orderOfRound } from '../order-of-round.ts';
import { namespaceOf, type DataPlane } from './data-plane.ts';
import { GENERATOR, searchGeneratorCeiling } from './generator-ceiling.ts';
import { highestRate, ratesUpTo, searchHighestRates, type Step } from './highest-rate.ts';
import { loadAtRate, type LoadSummary } from './load-summary.ts';
import { readMachine } from './machine.ts';
import type { MeasuredDeployment } from './measured-deployment.ts';
import type { MeshResults } from './results.ts';
import { Sampler, type Sample } from './sample.ts';

/** From one step of the search to the next. */
const STEP = 1.25;

type Options = MeshResults['options'];
type OnProgress = (progress: string) => void;

/**
 * Measures each deployment: samples at fixed rates in rounds, and then the highest rate.
 *
 * @throws Error if more than one request in a hundred of a sample fails, or a rate is above half of what the load generator itself can do
 */
export async function measureMeshes(
  deployments: readonly MeasuredDeployment[],
  options: Options,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<MeshResults> {
  const startedAt = new Date().toISOString();
  const planes = deployments.map(({ plane }) => plane);
  const [first] = deployments;
  if (!first) throw new Error('There is no deployment to measure.');
  const generator = await searchGeneratorCeiling(first, options.seconds, onProgress);
  const highest = (highestRate(generator, GENERATOR) ?? 0) / 2;
  if (Math.max(...options.rates) > highest) {
    throw new Error(
      `A rate is above ${highest} a second, half of what the load generator does: it would measure itself.`,
    );
  }
  const samples = await takeSamples(deployments, options, onProgress, signal);
  const search = await searchOf(deployments, ratesUpTo(highest, Math.min(...options.rates), STEP), options, onProgress);
  const [machine, versions] = [await readMachine(), await versionsOf(planes)];
  return { startedAt, machine, versions, options, planes: planes.map(({ name }) => name), generator, samples, search };
}

async function takeSamples(
  deployments: readonly MeasuredDeployment[],
  { rounds, seconds, rates }: Options,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const sampler = new Sampler(
    deployments.map(({ plane }) => plane),
    signal,
  );
  const samples: Sample[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const requestsPerSecond of rates) {
      for (const deployment of orderOfRound(deployments, round)) {
        const sample = await sampler.take(deployment, { requestsPerSecond, seconds });
        samples.push(sample);
        onProgress(`round ${round + 1} of ${rounds}, ${progressOf(deployment.plane, sample.load)}`);
      }
    }
  }
  return samples;
}

function searchOf(
  deployments: readonly MeasuredDeployment[],
  rates: readonly number[],
  { seconds }: Options,
  onProgress: OnProgress,
): Promise<readonly Step[]> {
  const subjects = deployments.map(({ plane }) => plane.name);
  return searchHighestRates(subjects, rates, async (subject, requestsPerSecond) => {
    const deployment = deployments.find(({ plane }) => plane.name === subject);
    if (!deployment) throw new Error(`No deployment is named ${subject}.`);
    const load = await loadAtRate(deployment.client, { url: deployment.url, requestsPerSecond, seconds });
    onProgress(`highest rate, ${progressOf(deployment.plane, load)}`);
    return load;
  });
}

const progressOf = ({ title }: DataPlane, { requestsPerSecond, latencyMs, failed }: LoadSummary): string =>
  `${title}: ${requestsPerSecond} a second, p50 ${latencyMs?.p50} ms, p99 ${latencyMs?.p99} ms, ${failed} failed`;

/** The versions of the meshes; those of ambient are read from a waypoint. */
async function versionsOf(planes: readonly DataPlane[]): Promise<MeshResults['versions']> {
  const withProxies = planes.filter(({ name }) => name !== 'ambient-l4');
  const found = await Promise.all(withProxies.map((plane) => plane.mesh.versions(namespaceOf(plane))));
  return Object.assign({}, ...found) as MeshResults['versions'];
}
