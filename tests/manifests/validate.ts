// `npm run k8s:validate`: has a real API server check whatever can be built of k8s/ and scenarios/, by a server-side
// dry run, and Istio its own part. Nothing is left in the cluster. Linkerd's definitions are taken from the folder
// LINKERD_CRDS, if it is set, while it runs.
import {
  clusterIsMissing,
  defines,
  ISTIO_KIND,
  istioIsMissing,
  LINKERD_KIND,
} from '../../libs/testbed/src/cluster/cluster.ts';
import { deleteNamespace } from '../../libs/testbed/src/cluster/workloads.ts';
import { apply, kubectl, run } from '../../libs/testbed/src/cluster/kubectl.ts';
import { COMBINATIONS, foldersOf, USER_OVERLAY } from './combinations.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, buildOverlay, manifestOf } from '../../libs/testbed/src/cluster/kustomize.ts';

/** What a cluster must define for a mesh's folders. */
const NEEDED = { istio: ISTIO_KIND, linkerd: LINKERD_KIND };

if (!clusterIsMissing()) await validate();

async function validate(): Promise<void> {
  await using whileItRuns = new AsyncDisposableStack();
  const definitions = process.env['LINKERD_CRDS'];
  if (definitions && !defines(LINKERD_KIND)) {
    await kubectl(['apply', `--filename=${definitions}`]);
    whileItRuns.defer(async () => void (await kubectl(['delete', `--filename=${definitions}`])));
    await kubectl(['wait', '--for=condition=Established', `--filename=${definitions}`, '--timeout=30s']);
  }
  // A dry run creates no namespace for what is in it. With the base's own, pods that are not restricted are warned of.
  for (const base of [await build('k8s/base'), await buildOverlay('k8s/base', USER_OVERLAY)]) {
    const namespaces = base.filter(({ kind }) => kind === 'Namespace');
    await apply(manifestOf(namespaces));
    for (const { metadata } of namespaces) whileItRuns.defer(() => deleteNamespace(metadata.name));
  }

  const missing = Object.entries(NEEDED).filter(([, kind]) => !defines(kind));
  for (const [mesh, kind] of missing) console.warn(`SKIPPED: k8s/${mesh}: the cluster has no ${kind}.`);
  const analyzes = !istioIsMissing();
  const folders = foldersOf('Kustomization');
  const builds = [
    ...folders.map((folder) => ({ folder, name: folder, objects: () => build(folder) })),
    ...COMBINATIONS.map(({ overlay, components }) => ({
      folder: overlay,
      name: [overlay, ...components].join(' + '),
      objects: () => build(overlay, components),
    })),
    ...folders
      .filter((folder) => !folder.endsWith('/control'))
      .map((folder) => ({
        folder,
        name: `${folder} in a user's overlay`,
        objects: () => buildOverlay(folder, USER_OVERLAY),
      })),
  ];
  for (const { folder, name, objects: built } of builds) {
    const meshes = folder.split('/');
    if (missing.some(([mesh]) => meshes.includes(mesh))) continue;
    const objects = await built();
    const input = manifestOf(objects);
    // Istio warns of every EnvoyFilter.
    const warnedOf = objects.filter(({ kind }) => kind === 'EnvoyFilter');
    await dryRun(
      objects.filter((object) => !warnedOf.includes(object)),
      '--warnings-as-errors',
    );
    if (warnedOf.length > 0) await dryRun(warnedOf);
    const isAnalyzed = analyzes && meshes.includes('istio');
    if (isAnalyzed) await run('istioctl', ['analyze', '--use-kube=false', '--failure-threshold=Info', '-'], { input });
    console.log(`valid${isAnalyzed ? ', and clean by istioctl analyze' : ''}: ${name}`);
  }
}

async function dryRun(objects: readonly KubernetesObject[], ...options: string[]): Promise<void> {
  await kubectl(['apply', '--dry-run=server', ...options, '--filename=-'], { input: manifestOf(objects) });
}
