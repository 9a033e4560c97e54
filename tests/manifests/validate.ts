// `npm run k8s:validate`: validates everything that can be built from k8s/ and scenarios/ by a server-side
// dry run of the cluster, and the objects for Istio by `istioctl analyze`. Nothing is left in the cluster. If LINKERD_CRDS is
// set, the CustomResourceDefinitions in that folder are applied for the run.
import {
  clusterIsMissing,
  defines,
  ISTIO_KIND,
  istioIsMissing,
  LINKERD_KIND,
} from '../../libs/testbed/src/cluster/cluster.ts';
import { deleteNamespace } from '../../libs/testbed/src/cluster/workloads.ts';
import { apply, kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';
import { COMBINATIONS, foldersOf, USER_OVERLAY } from './combinations.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, buildOverlay, manifestOf } from '../../libs/testbed/src/cluster/kustomize.ts';
import { run } from '../../libs/testbed/src/run.ts';

/** The CustomResourceDefinition that the objects for a mesh require. */
const REQUIRED = { istio: ISTIO_KIND, linkerd: LINKERD_KIND };

/** Most of the time is spent waiting for the API server and its webhooks. */
const AT_A_TIME = 4;

if (!clusterIsMissing()) await validate();

async function validate(): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const definitions = process.env['LINKERD_CRDS'];
  if (definitions && !defines(LINKERD_KIND)) {
    await kubectl(['apply', `--filename=${definitions}`]);
    cleanup.defer(async () => void (await kubectl(['delete', `--filename=${definitions}`])));
    await kubectl(['wait', '--for=condition=Established', `--filename=${definitions}`, '--timeout=30s']);
  }
  // A dry run creates no namespace, but requires that of each object. Those of k8s/base warn of pods that are not restricted.
  for (const base of [await build('k8s/base'), await buildOverlay('k8s/base', USER_OVERLAY)]) {
    const namespaces = base.filter(({ kind }) => kind === 'Namespace');
    await apply(manifestOf(namespaces));
    for (const { metadata } of namespaces) cleanup.defer(() => deleteNamespace(metadata.name));
  }

  const missing = Object.entries(REQUIRED).filter(([, kind]) => !defines(kind));
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
  const remaining = builds.values();
  const validateRemaining = async () => {
    for (const { folder, name, objects } of remaining) {
      const meshes = folder.split('/');
      if (missing.some(([mesh]) => meshes.includes(mesh))) continue;
      const isAnalyzed = analyzes && meshes.includes('istio');
      await validateObjects(await objects(), isAnalyzed);
      console.log(`valid${isAnalyzed ? ', and clean by istioctl analyze' : ''}: ${name}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, validateRemaining));
}

async function validateObjects(objects: readonly KubernetesObject[], isAnalyzed: boolean): Promise<void> {
  // Istio's webhook warns of every EnvoyFilter.
  const envoyFilters = objects.filter(({ kind }) => kind === 'EnvoyFilter');
  await dryRun(
    objects.filter((object) => !envoyFilters.includes(object)),
    '--warnings-as-errors',
  );
  if (envoyFilters.length > 0) await dryRun(envoyFilters);
  if (!isAnalyzed) return;
  const input = manifestOf(objects);
  await run('istioctl', ['analyze', '--use-kube=false', '--failure-threshold=Info', '-'], { input });
}

async function dryRun(objects: readonly KubernetesObject[], ...options: string[]): Promise<void> {
  await kubectl(['apply', '--dry-run=server', ...options, '--filename=-'], { input: manifestOf(objects) });
}
