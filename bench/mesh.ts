// Measures what meshes add to the same load: the five services on each data plane that the cluster has, side by side.
import { whatIsMissing } from '../libs/testbed/src/cluster/cluster.ts';
import { logProgress, runCommand } from '../libs/testbed/src/run-command.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { readBenchOptions, type BenchOptions } from './bench-options.ts';
import { DATA_PLANES, namespaceOf } from './mesh/data-plane.ts';
import { measureMeshes } from './mesh/measure-meshes.ts';
import { startMeasuredDeployment, type MeasuredDeployment } from './mesh/measured-deployment.ts';
import { writeMeshDocuments } from './mesh/mesh-documents.ts';
import { writeResults } from './mesh/results.ts';
import { sectionOf } from './mesh/tables.ts';

const USAGE = `npm run bench:mesh -- [options]

  --rounds N    samples of each data plane at each rate, 1 to 100 (10)
  --seconds N   of each sample, and of each step of the search for the highest rate, 1 to 600 (10)
  --rate N      requests a second, 1 to 2000; may be given again (50)
  --write       write bench/mesh/results.json, and of it the tables in docs/benchmarks.md and docs/images/mesh-benchmark.svg
  --help        print this

Runs on the cluster that kubectl is configured for: without a mesh, and on each of Istio sidecars, Istio ambient without and with a
waypoint, and Linkerd that the cluster has. The search begins at the lowest rate. Exits 1 if more than one request in a hundred of a
sample fails, 2 on a bad option.`;

const NUMBERS = {
  rounds: { default: 10, max: 100 },
  seconds: { default: 10, max: 600 },
  rate: { default: [50], max: 2000 },
};

await runCommand({ read: (args) => readBenchOptions(args, NUMBERS), usage: USAGE, run: measure });

async function measure({ rounds, seconds, rate: rates, write }: BenchOptions<typeof NUMBERS>): Promise<number> {
  const missing = DATA_PLANES.map((plane) => whatIsMissing(namespaceOf(plane))).find((reason) => reason !== undefined);
  if (missing !== undefined) throw new Error(missing);
  const signal = interruption();
  await using started = new AsyncDisposableStack();
  const deployments: MeasuredDeployment[] = [];
  for (const plane of DATA_PLANES.filter(({ mesh }) => mesh.isThere())) {
    logProgress(`starting: ${plane.title}`);
    deployments.push(started.use(await startMeasuredDeployment(plane, signal)));
  }
  const results = await measureMeshes(deployments, { rounds, seconds, rates }, logProgress, signal);
  console.log(sectionOf(results));
  if (write) {
    writeResults(results);
    await writeMeshDocuments();
  }
  return 0;
}
