// Measures what a mesh adds to the same load: the five services without one, on Istio and on Linkerd, side by side in one cluster.
import { parseArgs } from 'node:util';

import { MESHES, SIDECAR_MESHES } from '../libs/testbed/src/cluster/mesh.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { writeSection } from '../libs/markdown/src/marked-section.ts';
import { costsOf } from './mesh/costs.ts';
import { startMeasuredDeployment, type MeasuredDeployment } from './mesh/measured-deployment.ts';
import { costsTable } from './mesh/table.ts';
import { takeSample, type Sample } from './mesh/sample.ts';

const LOAD = { count: 3000, concurrency: 4 };

const { values: given } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, write: { type: 'boolean' } },
});
const rounds = Number(given.rounds);
if (!(rounds >= 1)) throw new Error(`--rounds is "${given.rounds}", but must be at least 1`);

const interrupted = interruption();

// The costs are read from the proxies in the pods, of which ambient mode has none.
const meshes = [MESHES.none, ...SIDECAR_MESHES.map((name) => MESHES[name])].filter((mesh) => mesh.isThere());
const result = await measure();
const columns = meshes.map(({ name, title }) => ({ title, costs: costsOf(name, result.samples) }));
const text = `${costsTable(columns)}

${rounds} samples each, of ${LOAD.count} requests, ${LOAD.concurrency} at a time, none failed: medians (least to most).
Kubernetes with ${result.software}.`;
console.log(text);
if (given.write) writeSection('docs/benchmarks.md', 'bench:mesh', text);

async function measure(): Promise<{ samples: Sample[]; software: string }> {
  await using stack = new AsyncDisposableStack();
  const deployments: MeasuredDeployment[] = [];
  for (const mesh of meshes) {
    console.error(`starting: ${mesh.title}`);
    deployments.push(stack.use(await startMeasuredDeployment(mesh, interrupted)));
  }
  for (const { client, url, mesh } of deployments) {
    console.error(`warming up: ${mesh.title}`);
    await client.load({ url, ...LOAD });
  }
  const samples: Sample[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    // The order alternates, so that no mesh is always measured first.
    for (const deployment of round % 2 === 1 ? deployments : deployments.toReversed()) {
      const sample = await takeSample(deployments, deployment, LOAD, interrupted);
      if (sample.load.failed > 0) throw new Error(`${sample.load.failed} requests failed on ${deployment.mesh.name}`);
      samples.push(sample);
      console.error(`round ${round} of ${rounds}: ${deployment.mesh.title}, p50 ${sample.load.latencyMs?.p50} ms`);
    }
  }
  const found = await Promise.all(deployments.map(({ mesh, namespace }) => mesh.versions(namespace)));
  const software = found.flatMap((ofMesh) => Object.entries(ofMesh).map((entry) => entry.join(' ')));
  return { samples, software: software.join(', ') };
}
