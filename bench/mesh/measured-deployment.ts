import { startClientPod, type ClientPod } from '../../libs/testbed/src/cluster/client-pod.ts';
import { startClusterTestbed } from '../../libs/testbed/src/cluster/cluster-testbed.ts';
import { apply } from '../../libs/testbed/src/cluster/kubectl.ts';
import { manifestOf } from '../../libs/testbed/src/cluster/kustomize.ts';
import { clientNamespaceOf, namespaceOf, type DataPlane } from './data-plane.ts';
import { CPU_REQUEST, measuredObjects } from './measured-objects.ts';

/** The five services and a client on the same data plane; deleted at the end of the `await using` block. */
export interface MeasuredDeployment extends AsyncDisposable {
  readonly plane: DataPlane;
  readonly client: ClientPod;
  /** Of the product that the load requests. */
  readonly url: string;
}

/** Starts one pod of each of the five services and a client, in namespaces that are named after the data plane. */
export async function startMeasuredDeployment(plane: DataPlane, signal: AbortSignal): Promise<MeasuredDeployment> {
  const namespace = namespaceOf(plane);
  const clientNamespace = clientNamespaceOf(plane);
  await using starting = new AsyncDisposableStack();
  const { injection } = plane.mesh;
  const client = starting.use(
    await startClientPod({ namespace: clientNamespace, injection, cpuRequest: CPU_REQUEST }, signal),
  );
  const objects = await measuredObjects(plane);
  const testbed = starting.use(await startClusterTestbed({ namespace, objects, signal }));
  const telemetry = objects.find(({ kind }) => kind === 'Telemetry');
  if (plane.mesh.hasSidecars && telemetry) {
    // The client's sidecar has no access log either.
    const ofClientSidecar = { ...telemetry, metadata: { ...telemetry.metadata, namespace: clientNamespace } };
    await apply(manifestOf([ofClientSidecar]), signal);
  }
  const started = starting.move();
  return {
    plane,
    client,
    url: `${testbed.httpUrl('gateway')}/product/9310301?view=hops`,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
