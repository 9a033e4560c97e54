// `npm run k8s:validate`: has a real API server check whatever can be built of k8s/, by a server-side dry run, and Istio its
// own part. Nothing is left in the cluster. Linkerd's definitions are taken from the folder LINKERD_CRDS, if it is set, while
// it runs.
import { clusterIsMissing, defines, ISTIO_KIND, istioIsMissing, NAMESPACE } from '../e2e/cluster.ts';
import { kubectl } from '../e2e/kubectl.ts';
import { COMBINATIONS, OVERLAYS } from '../k8s/combinations.ts';
import { build, manifestOf } from '../k8s/kustomize.ts';

const LINKERD_KIND = 'servers.policy.linkerd.io';
/** What a cluster must define for an overlay. */
const NEEDED: Record<string, string> = { istio: ISTIO_KIND, linkerd: LINKERD_KIND };

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
  const namespace = (await build('base')).filter(({ kind }) => kind === 'Namespace');
  await kubectl(['apply', '--filename=-'], manifestOf(namespace));
  whileItRuns.defer(async () => void (await kubectl(['delete', 'namespace', NAMESPACE])));

  for (const overlay of Object.keys(OVERLAYS)) {
    const needed = NEEDED[overlay];
    if (needed && !defines(needed)) {
      console.warn(`SKIPPED: k8s/${overlay}: the cluster has no ${needed}.`);
      continue;
    }
    const combinations = COMBINATIONS.filter((combination) => combination.overlay === overlay);
    for (const components of [[], ...combinations.map((combination) => combination.components)]) {
      const manifests = manifestOf(await build(overlay, components));
      await kubectl(['apply', '--dry-run=server', '--warnings-as-errors', '--filename=-'], manifests);
      console.log(`valid: ${[`k8s/${overlay}`, ...components].join(' + ')}`);
    }
  }
  if (istioIsMissing()) return;
  const manifests = manifestOf(await build('istio'));
  await kubectl(['analyze', '--use-kube=false', '--failure-threshold=Info', '-'], manifests, 'istioctl');
  console.log('istioctl analyze: clean');
}
