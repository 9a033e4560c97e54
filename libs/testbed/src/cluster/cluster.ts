// The cluster that kubectl is configured for.
import { spawnSync } from 'node:child_process';

import { requireOrSkip } from '../require-or-skip.ts';

/** The namespace of the five services in k8s/. */
export const NAMESPACE = 'product-gateway';

const quietly = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: 15_000 }).status === 0;

/** Whether to skip what needs a cluster; where CLUSTER is `required`, a missing one is an error. */
export function clusterIsMissing(): boolean {
  const reason = whatIsMissing();
  return requireOrSkip('cluster', reason === undefined, `${reason}`, process.env['CLUSTER'] === 'required');
}

/** Defined wherever Istio is. */
export const ISTIO_KIND = 'peerauthentications.security.istio.io';

/** Defined wherever Linkerd is. */
export const LINKERD_KIND = 'servers.policy.linkerd.io';

/** Whether the cluster has a CustomResourceDefinition. */
export const defines = (name: string): boolean => quietly('kubectl', 'get', 'crd', name);

/** Whether the cluster has any object that `kubectl get` finds by these arguments. */
export function isFound(...args: string[]): boolean {
  const { stdout } = spawnSync('kubectl', ['get', '--output=name', ...args], { timeout: 15_000 });
  return stdout.length > 0;
}

/** Whether to skip what needs Istio. No cluster has to have it. */
export const istioIsMissing = (): boolean =>
  requireOrSkip(
    'Istio',
    () => defines(ISTIO_KIND) && quietly('istioctl', 'version'),
    '`npm run cluster:istio` installs it in the cluster; istioctl has to be on PATH.',
    false,
  );

/** Why no cluster can be used at all; undefined if kubectl reaches one. */
export const whyUnreachable = (): string | undefined =>
  quietly('kubectl', 'version')
    ? undefined
    : 'kubectl reaches no cluster. docs/kubernetes.md has the commands that create one.';

/**
 * Why no tests can run on this cluster; undefined if they can.
 *
 * @param namespace the one that the tests create and delete
 */
export function whatIsMissing(namespace = NAMESPACE): string | undefined {
  const unreachable = whyUnreachable();
  if (unreachable !== undefined) return unreachable;
  // The tests delete the namespace at the end, so an existing one must not be theirs.
  if (quietly('kubectl', 'get', 'namespace', namespace)) {
    return `the cluster has a namespace ${namespace}, which the tests would delete. Delete it if it is not needed.`;
  }
  return undefined;
}
