// Measures what a mesh adds to the same load: the shop without one, on Istio and on Linkerd, side by side in one cluster.
import { parseArgs } from 'node:util';

import { MESHES } from '../conformance/mesh.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { writeSection } from '../libs/markdown/src/marked-section.ts';
import { costsOf } from './mesh/costs.ts';
import { startMeasuredShop, type MeasuredShop } from './mesh/shop-in-namespace.ts';
import { costsTable } from './mesh/table.ts';
import { takeTurn, type Turn } from './mesh/turn.ts';

const LOAD = { count: 3000, concurrency: 4 };

const { values: given } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, write: { type: 'boolean' } },
});
const rounds = Number(given.rounds);
if (!(rounds >= 1)) throw new Error(`--rounds is "${given.rounds}", but must be at least 1`);

const interrupted = interruption();

const meshes = [MESHES.none, MESHES.istio, MESHES.linkerd].filter((mesh) => mesh.isThere());
const result = await measure();
const columns = meshes.map(({ name, title }) => ({ title, costs: costsOf(name, result.turns) }));
const text = `${costsTable(columns)}

${rounds} turns each, of ${LOAD.count} requests, ${LOAD.concurrency} at a time, none failed: medians (least to most).
Kubernetes with ${result.software}.`;
console.log(text);
if (given.write) writeSection('docs/benchmarks.md', 'bench:mesh', text);

async function measure(): Promise<{ turns: Turn[]; software: string }> {
  await using stack = new AsyncDisposableStack();
  const shops: MeasuredShop[] = [];
  for (const mesh of meshes) {
    console.error(`starting: ${mesh.title}`);
    shops.push(stack.use(await startMeasuredShop(mesh, interrupted)));
  }
  for (const { client, url, mesh } of shops) {
    console.error(`warming up: ${mesh.title}`);
    await client.load({ url, ...LOAD });
  }
  const turns: Turn[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    // Whoever comes first in one round comes last in the next.
    for (const shop of round % 2 === 1 ? shops : shops.toReversed()) {
      const turn = await takeTurn(shops, shop, LOAD, interrupted);
      if (turn.load.failed > 0) throw new Error(`${turn.load.failed} requests failed on ${shop.mesh.name}`);
      turns.push(turn);
      console.error(`round ${round} of ${rounds}: ${shop.mesh.title}, p50 ${turn.load.latencyMs?.p50} ms`);
    }
  }
  const found = await Promise.all(shops.map(({ mesh, namespace }) => mesh.versions(namespace)));
  const software = found.flatMap((ofMesh) => Object.entries(ofMesh).map((entry) => entry.join(' ')));
  return { turns, software: software.join(', ') };
}
