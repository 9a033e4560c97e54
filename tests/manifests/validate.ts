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
import { dryRunAll, type Build } from './dry-run.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, buildOverlay, manifestOf } from '../../libs/testbed/src/cluster/kustomize.ts';
import { run } from '../../libs/testbed/src/run.ts';

/** The CustomResourceDefinition that the objects for a mesh require. */
const REQUIRED: Readonly<Record<string, string>> = {
  istio: ISTIO_KIND,
  ambient: ISTIO_KIND,
  linkerd: LINKERD_KIND,
};

/** More than the processors, since kustomize and istioctl also wait for files. */
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
  const remaining = builds()
    .filter(({ folder }) => !missing.some(([mesh]) => folder.split('/').includes(mesh)))
    .values();
  const built: Build[] = [];
  const buildRemaining = async () => {
    for (const { folder, name, ...remainingBuild } of remaining) {
      const isAnalyzed = analyzes && folder.split('/').some((part) => REQUIRED[part] === ISTIO_KIND);
      const objects = await remainingBuild.objects();
      built.push({ name, objects });
      if (isAnalyzed) await analyze(objects);
      console.log(`built${isAnalyzed ? ', and clean by istioctl analyze' : ''}: ${name}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, buildRemaining));
  const distinct = await dryRunAll(built);
  console.log(`valid by a server-side dry run: ${built.length} builds with ${distinct} distinct objects`);
}

/** The folders of k8s/ and scenarios/ alone, with components, and in a user's overlay. */
function builds() {
  const folders = foldersOf('Kustomization');
  return [
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
}

/** Rejects with the findings of istioctl, whatever their severity. */
async function analyze(objects: readonly KubernetesObject[]): Promise<void> {
  const input = manifestOf(objects);
  await run('istioctl', ['analyze', '--use-kube=false', '--failure-threshold=Info', '-'], { input });
}
