// The waypoint of Istio's ambient mode: a Gateway for which Istio creates a Deployment of the same name.
import { Gateway, type IGateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';

import { until } from '../until.ts';
import { getObject, kubectl } from './kubectl.ts';
import { ofKind, type KubernetesObject } from './kubernetes-object.ts';
import { untilRolledOut } from './workloads.ts';

const TIME = { timeoutMs: 120_000, intervalMs: 500 };

type Marks = Readonly<Record<string, string>>;

/** The fields of a waypoint's Deployment that are compared with its Gateway. */
interface WaypointDeployment {
  readonly spec: {
    readonly template: { readonly metadata: { readonly labels?: Marks; readonly annotations?: Marks } };
  };
}

/** The waypoints among objects: a Gateway with a listener for HBONE, the protocol between ztunnels and waypoints. */
export const waypointsIn = (objects: readonly KubernetesObject[]): (KubernetesObject & IGateway)[] =>
  ofKind(objects, Gateway).filter(({ spec }) => spec.listeners?.some(({ protocol }) => protocol === 'HBONE'));

/**
 * Waits until a waypoint is Programmed, and its pods have the labels and annotations in its Gateway and are ready. Istio changes the
 * Deployment some time after the Gateway.
 */
export async function untilWaypointIsReady(
  namespace: string,
  { metadata: { name }, spec: { infrastructure } }: KubernetesObject & IGateway,
  signal?: AbortSignal,
): Promise<void> {
  const ofNamespace = `--namespace=${namespace}`;
  const programmed = ['--for=condition=Programmed', `gateways.gateway.networking.k8s.io/${name}`, '--timeout=120s'];
  await kubectl(['wait', ofNamespace, ...programmed], { signal });
  const hasMarks = async () => {
    const { spec } = await getObject<WaypointDeployment>('deployment', name, ofNamespace);
    const { labels = {}, annotations = {} } = spec.template.metadata;
    return includes(labels, infrastructure?.labels) && includes(annotations, infrastructure?.annotations);
  };
  const what = `the Deployment of the waypoint ${name} is that of its Gateway`;
  await until(hasMarks, { ...TIME, what, ...(signal && { signal }) });
  await untilRolledOut(namespace, `deployment/${name}`, signal);
}

const includes = (all: Marks, some: Marks = {}): boolean =>
  Object.entries(some).every(([name, value]) => all[name] === value);
