// The cluster that kubectl speaks to, in which the shop is tried.
import { spawnSync } from 'node:child_process';

/** Everything of the shop's is in it. */
export const NAMESPACE = 'product-gateway';

const quietly = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: 15_000 }).status === 0;

/**
 * Whether there is none that may be used; says why, and how to get one.
 *
 * @throws Error where CLUSTER is set to `required`, as a check does that must skip nothing
 */
export function clusterIsMissing(): boolean {
  const reason = whatIsMissing();
  if (!reason) return false;
  if (process.env['CLUSTER'] === 'required') throw new Error(reason);
  console.warn(`SKIPPED: ${reason}`);
  return true;
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

/** Whether Istio and its istioctl are there; says what is skipped without them. */
export function istioIsMissing(): boolean {
  if (defines(ISTIO_KIND) && quietly('istioctl', 'version')) return false;
  console.warn('SKIPPED: the cluster has no Istio, or there is no istioctl: nothing of Istio is tried.');
  return true;
}

/** What keeps the shop from being tried here; undefined if nothing does. */
export function whatIsMissing(): string | undefined {
  if (!quietly('kubectl', 'version')) return 'kubectl reaches no cluster. docs/kubernetes.md tells how to get one.';
  // It is deleted in the end, so that it must not be anybody's.
  if (quietly('kubectl', 'get', 'namespace', NAMESPACE)) {
    return `the cluster has a namespace ${NAMESPACE}, which the tests would delete. Delete it if it is not needed.`;
  }
  return undefined;
}
