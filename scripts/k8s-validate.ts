// `npm run k8s:validate`: has a real API server check whatever can be built of k8s/, by a server-side dry run, and Istio its
// own part. Nothing is left in the cluster. Linkerd's definitions are taken from the folder LINKERD_CRDS, if it is set, while
// it runs.
import { spawnSync } from 'node:child_process';

import { stringify } from 'yaml';

import { clusterIsMissing, istioIsMissing, NAMESPACE } from '../e2e/cluster.ts';
import { kubectl } from '../e2e/kubectl.ts';
import { COMBINATIONS, OVERLAYS } from '../k8s/combinations.ts';
import { build } from '../k8s/kustomize.ts';

/** As Kubernetes reads it, for which an unquoted `on` is no text. */
const YAML_1_1 = { version: '1.1' } as const;

if (!clusterIsMissing()) await validate();

async function validate(): Promise<void> {
  await using whileItRuns = new AsyncDisposableStack();
  const definitions = process.env['LINKERD_CRDS'];
  if (definitions && !has('servers.policy.linkerd.io')) {
    await kubectl(['apply', `--filename=${definitions}`]);
    whileItRuns.defer(async () => void (await kubectl(['delete', `--filename=${definitions}`])));
    await kubectl(['wait', '--for=condition=Established', `--filename=${definitions}`, '--timeout=30s']);
  }
  // A dry run creates no namespace for what is in it. With the base's own, pods that are not restricted are warned of.
  const namespace = (await build('base')).find(({ kind }) => kind === 'Namespace');
  await kubectl(['apply', '--filename=-'], stringify(namespace, YAML_1_1));
  whileItRuns.defer(async () => void (await kubectl(['delete', 'namespace', NAMESPACE])));

  const needs: Record<string, string> = {
    istio: 'peerauthentications.security.istio.io',
    linkerd: 'servers.policy.linkerd.io',
  };
  for (const { overlay, components } of [
    ...Object.keys(OVERLAYS).map((name) => ({ overlay: name, components: [] })),
    ...COMBINATIONS,
  ]) {
    const what = [`k8s/${overlay}`, ...components].join(' + ');
    const needed = needs[overlay];
    if (needed && !has(needed)) {
      console.warn(`SKIPPED: ${what}: the cluster has no ${needed}.`);
      continue;
    }
    const manifests = (await build(overlay, components)).map((object) => stringify(object, YAML_1_1)).join('---\n');
    await kubectl(['apply', '--dry-run=server', '--warnings-as-errors', '--filename=-'], manifests);
    console.log(`valid: ${what}`);
  }
  if (istioIsMissing()) return;
  const manifests = await kubectl(['kustomize', 'k8s/istio']);
  await kubectl(['analyze', '--use-kube=false', '--failure-threshold=Info', '-'], manifests, 'istioctl');
  console.log('istioctl analyze: clean');
}

function has(definition: string): boolean {
  return spawnSync('kubectl', ['get', 'crd', definition], { stdio: 'ignore' }).status === 0;
}
