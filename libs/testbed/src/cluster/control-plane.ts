import { until } from '../until.ts';
import { getObject, kubectl } from './kubectl.ts';
import type { MeshName } from './mesh.ts';
import { untilRolledOut } from './workloads.ts';

interface ControlPlane {
  readonly namespace: string;
  readonly deployments: readonly string[];
}

const ISTIOD: ControlPlane = { namespace: 'istio-system', deployments: ['istiod'] };
const CONTROL_PLANES: Readonly<Record<MeshName, ControlPlane>> = {
  none: { namespace: '', deployments: [] },
  istio: ISTIOD,
  ambient: ISTIOD,
  linkerd: { namespace: 'linkerd', deployments: ['linkerd-destination', 'linkerd-identity', 'linkerd-proxy-injector'] },
};

/** A control plane without pods. It is started again at the end of the `await using` block at the latest. */
export interface StoppedControlPlane extends AsyncDisposable {
  /** Starts it again; resolves when it is ready. */
  start(): Promise<void>;
}

/** Takes all pods from the control plane of a mesh; resolves when they are gone, at once without a mesh. */
export async function stopControlPlane(mesh: MeshName): Promise<StoppedControlPlane> {
  const { namespace, deployments } = CONTROL_PLANES[mesh];
  const ofNamespace = `--namespace=${namespace}`;
  const scale = (name: string, replicas: number) =>
    kubectl(['scale', ofNamespace, `deployment/${name}`, `--replicas=${replicas}`]);
  const found = await Promise.all(
    deployments.map(async (name) => {
      const { spec } = await getObject<DeploymentScale>('deployment', name, ofNamespace);
      return { name, spec };
    }),
  );
  await using stopping = new AsyncDisposableStack();
  stopping.defer(async () => {
    // All before the first is waited for, since they need each other to become ready.
    await Promise.all(found.map(({ name, spec }) => scale(name, spec.replicas)));
    await Promise.all(found.map(({ name }) => untilRolledOut(namespace, `deployment/${name}`)));
  });
  for (const { name, spec } of found) {
    await scale(name, 0);
    const labels = Object.entries(spec.selector.matchLabels).map((label) => label.join('='));
    const pods = ['get', 'pods', ofNamespace, `--selector=${labels.join(',')}`, '--output=name'];
    const what = `${name} has no pods`;
    await until(async () => (await kubectl(pods)) === '', { timeoutMs: 120_000, intervalMs: 500, what });
  }
  const stopped = stopping.move();
  const start = () => stopped.disposeAsync();
  return { start, [Symbol.asyncDispose]: start };
}

/** The fields of a Deployment that are read. */
interface DeploymentScale {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
}
