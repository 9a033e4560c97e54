import { isDeepStrictEqual } from 'node:util';

import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';

import { SERVICES, type ServiceName } from '#configuration';

import type { Environment } from '../environment.ts';
import type { Testbed, TestbedOptions } from '../testbed.ts';
import { NAMESPACE } from './cluster.ts';
import { apply, kubectl } from './kubectl.ts';
import { nameOf, ofKind, type KubernetesObject } from './kubernetes-object.ts';
import { manifestOf } from './kustomize.ts';
import { untilWaypointIsReady, waypointsIn } from './waypoint.ts';
import { deleteNamespace, podsIn, restartDeployment, scaleDeployment, untilRolledOut, type Pod } from './workloads.ts';

/** How the five services are started in a cluster. */
export interface ClusterTestbedOptions extends TestbedOptions {
  /** The namespace that gets all objects, instead of the one in k8s/. It is deleted at the end. */
  readonly namespace?: string;
  /** The objects to start with, such as `await build('k8s/istio')`; without any, the first `apply` starts the services. */
  readonly objects?: readonly KubernetesObject[];
}

/** The five services in a namespace of the cluster that kubectl is configured for. Its URLs are for pods of that cluster. */
export interface ClusterTestbed extends Testbed {
  readonly namespace: string;
  /** Replaces the current objects by others, of which it applies those that differ; resolves when they and waypoints are rolled out. */
  apply(objects: readonly KubernetesObject[]): Promise<void>;
  /** Sets the replicas of one Deployment, of a service that has several. */
  scaleDeployment(name: string, replicas: number): Promise<void>;
  /** The pods of a service that are not terminating. */
  pods(service: ServiceName): Promise<Pod[]>;
}

/**
 * Starts the five services in a namespace of their own, or only prepares that if there are no objects yet.
 *
 * @throws Error with the output of kubectl if an object is refused or a Deployment is not rolled out within two minutes
 */
export async function startClusterTestbed(options: ClusterTestbedOptions = {}): Promise<ClusterTestbed> {
  const { namespace = NAMESPACE, objects, signal } = options;
  await using starting = new AsyncDisposableStack();
  starting.defer(() => deleteNamespace(namespace));
  let current: readonly KubernetesObject[] = [];
  /** Whether the cluster has the current objects as they were applied. */
  let isApplied = false;
  /** Services without replicas, which a rollout would leave so. */
  const stopped = new Set<ServiceName>();

  const replaceBy = async (given: readonly KubernetesObject[]) => {
    const next = given.map((object) => withEnvironment(inNamespace(object, namespace), options));
    const before = current;
    // If this fails halfway, the next call has to delete the objects of both, and to apply all of its own.
    current = [...before, ...next];
    const applied = isApplied ? before : [];
    isApplied = false;
    await replaceObjects({ before, applied, next }, namespace, signal);
    current = next;
    isApplied = true;
  };
  const deploymentOf = (service: ServiceName): string => {
    const deployment = ofKind(current, Deployment).find(({ metadata }) => metadata.labels?.['app'] === service);
    if (!deployment) throw new Error(`The namespace ${namespace} has no Deployment of ${service}.`);
    return deployment.metadata.name;
  };
  if (objects) await replaceBy(objects);
  const started = starting.move();
  return {
    namespace,
    httpUrl: (service) => `http://${service}.${namespace}:${SERVICES[service].httpPort}`,
    grpcAddress: (service) => `${service}.${namespace}:${SERVICES[service].grpcPort}`,
    apply: replaceBy,
    restart: async (service) => {
      const isStopped = stopped.delete(service);
      if (isStopped) await scaleDeployment(namespace, deploymentOf(service), 1, signal);
      else await restartDeployment(namespace, deploymentOf(service), signal);
    },
    scale: async (service, instances) => {
      stopped.delete(service);
      isApplied = false;
      await scaleDeployment(namespace, deploymentOf(service), instances, signal);
    },
    stop: async (service) => {
      isApplied = false;
      const ofService = [`--selector=app=${service}`, `--namespace=${namespace}`];
      await kubectl(['scale', 'deployment', ...ofService, '--replicas=0'], { signal });
      await kubectl(['wait', '--for=delete', 'pods', ...ofService, '--timeout=90s'], { signal });
      stopped.add(service);
    },
    scaleDeployment: (name, replicas) => {
      isApplied = false;
      return scaleDeployment(namespace, name, replicas, signal);
    },
    pods: (service) => podsIn(namespace, `app=${service}`),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function replaceObjects(
  { before, applied, next }: Readonly<Record<'before' | 'applied' | 'next', readonly KubernetesObject[]>>,
  namespace: string,
  signal?: AbortSignal,
): Promise<void> {
  const changed = next.filter((object) => !applied.some((each) => isDeepStrictEqual(each, object)));
  if (changed.length > 0) await apply(manifestOf(changed), signal);
  const kept = new Set(next.map(identityOf));
  const gone = before.filter((object) => !kept.has(identityOf(object)));
  if (gone.length > 0) {
    await kubectl(['delete', '--ignore-not-found', '--filename=-'], { input: manifestOf(gone), signal });
  }
  const isInjectionChanged = before.length > 0 && injectionSettings(before) !== injectionSettings(next);
  const workloads = (isInjectionChanged ? next : changed)
    .filter((object) => Deployment.is(object) || StatefulSet.is(object))
    .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
  if (isInjectionChanged) {
    // A mesh's webhook reads the labels of the namespace only when a pod is created.
    await kubectl(['rollout', 'restart', `--namespace=${namespace}`, ...workloads], { signal });
  }
  for (const workload of workloads) await untilRolledOut(namespace, workload, signal);
  for (const waypoint of waypointsIn(changed)) await untilWaypointIsReady(namespace, waypoint, signal);
}

const identityOf = (object: KubernetesObject): string => `${object.apiVersion} ${nameOf(object)}`;

/** The labels and annotations of the Namespace, which enable or disable injection. */
function injectionSettings(objects: readonly KubernetesObject[]): string {
  const namespace = objects.find(({ kind }) => kind === 'Namespace');
  return JSON.stringify([namespace?.metadata.labels, namespace?.metadata.annotations]);
}

/** The same object in another namespace; the Namespace itself under its new name. Cluster-scoped objects have none. */
function inNamespace({ metadata, ...object }: KubernetesObject, namespace: string): KubernetesObject {
  if (object.kind === 'Namespace') return { ...object, metadata: { ...metadata, name: namespace } };
  return metadata.namespace === undefined
    ? { ...object, metadata }
    : { ...object, metadata: { ...metadata, namespace } };
}

/** The same object, but with these environment variables if it is a Deployment of one of the five services. */
function withEnvironment(
  object: KubernetesObject,
  { environment, environments }: Pick<TestbedOptions, 'environment' | 'environments'>,
): KubernetesObject {
  const service = object.metadata.labels?.['app'] as ServiceName | undefined;
  const added: Environment = { ...environment, ...(service && environments?.[service]) };
  if (!service || !(service in SERVICES) || Object.keys(added).length === 0 || !Deployment.is(object)) return object;
  const copy = structuredClone(object) as KubernetesObject & Deployment;
  for (const container of copy.spec?.template.spec?.containers ?? []) {
    const kept = (container.env ?? []).filter(({ name }) => !(name in added));
    container.env = [...kept, ...Object.entries(added).map(([name, value]) => ({ name, value }))];
  }
  return copy;
}
