import { parseArgs } from 'node:util';

import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { SERVICE_MESHES, type MeshName } from '../libs/testbed/src/cluster/mesh.ts';
import { namespaceOption } from '../libs/testbed/src/command-options.ts';
import type { OutsideReviews } from './object-overrides.ts';
import type { Scenario } from './scenario.ts';

/** The options of one run. */
export interface ConformancePlan {
  readonly mesh: MeshName;
  /** Names of scenarios, in the order in which they run. */
  readonly scenarios: readonly string[];
  /** The namespace of the five services; the clients run in two more, whose names begin with it. */
  readonly namespace: string;
  /** The class of the ingress Gateway, if it is not the one in k8s/. */
  readonly gatewayClass: string | undefined;
  /** Required by egress-control, which does not run without it. */
  readonly outsideReviews: OutsideReviews | undefined;
  /** Images that replace those in k8s/, by the names of the containers. */
  readonly images: Readonly<Record<'prometheus' | 'otel-collector' | 'postgres', string | undefined>>;
  /** The CPU that every container requests, instead of the one in k8s/. */
  readonly cpuRequest: string | undefined;
  /** Whether everything stays in the cluster at the end. */
  readonly keep: boolean;
  /** Whether the run has no rule or a wrong one, so that the expectations of each scenario must fail. */
  readonly negativeControl: boolean;
  /** The folder for the report. */
  readonly reportFolder: string | undefined;
}

type KnownScenario = Pick<Scenario, 'name' | 'isDisruptive'>;

const MESH_NAMES: readonly MeshName[] = [...SERVICE_MESHES, 'none'];

export const USAGE = `npm run conformance -- --mesh ${MESH_NAMES.join('|')} [options]

Runs the scenarios of docs/scenarios.md on the cluster that kubectl is configured for: each without its rule, then with it.

  --mesh NAME              what carries the traffic: ${SERVICE_MESHES.join(', ')}, or none
  --scenario NAME          run only this scenario; may be repeated. Those that disturb the mesh of the whole cluster, such as
                           control-plane-down, run only so
  --namespace NAME         the namespace of the five services, which must not exist; product-gateway by default. The clients run in
                           NAME-client and NAME-outside
  --gateway-class NAME     the GatewayClass of the cluster, instead of the one in k8s/
  --outside-reviews HOST:PORT
                           a reviews service outside the cluster: a DNS name that pods can resolve, and its gRPC port
  --prometheus-image IMAGE
  --collector-image IMAGE
  --postgres-image IMAGE   replaces the image in k8s/ in clusters that cannot pull it
  --cpu-request QUANTITY   the CPU that every container requests, such as 10m, on a cluster with few CPUs
  --keep                   leave everything in the cluster in the state of the last scenario
  --negative-control       leave out every rule, then make each value in it wrong by the scenario's mutations.yaml: the
                           expectations must fail each time, or they prove nothing
  --report DIR             write a report in JSON to DIR, such as istio-1.31.json; scenarios that are left out keep the
                           outcomes that the report there has of them
  --help                   print this

Exits 0 if no scenario failed (with --negative-control: if all failed each time), 1 otherwise, 2 on a bad option or without a usable
cluster, 130 on Ctrl-C.`;

/** A DNS name and a port. A proxy matches hosts outside the cluster by name, so an IP address is refused. */
const HOST_AND_PORT = /^([a-z][a-z0-9.-]*):([1-9]\d{0,4})$/;

/**
 * Parses the command line; undefined for --help.
 *
 * @param known all scenarios; those that are disruptive are run only if they are named
 * @throws Error that names the bad option, its value and what is accepted
 */
export function planFrom(args: string[], known: readonly KnownScenario[]): ConformancePlan | undefined {
  const { values } = parseArgs({
    args,
    options: {
      mesh: { type: 'string' },
      scenario: { type: 'string', multiple: true },
      namespace: { type: 'string', default: NAMESPACE },
      'gateway-class': { type: 'string' },
      'outside-reviews': { type: 'string' },
      'prometheus-image': { type: 'string' },
      'collector-image': { type: 'string' },
      'postgres-image': { type: 'string' },
      'cpu-request': { type: 'string' },
      keep: { type: 'boolean', default: false },
      'negative-control': { type: 'boolean', default: false },
      report: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const mesh = MESH_NAMES.find((name) => name === values.mesh);
  if (!mesh) throw new Error(`--mesh is ${quoted(values.mesh)}, but must be one of ${MESH_NAMES.join(', ')}`);
  const names = known.map(({ name }) => name);
  const unknown = values.scenario?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`--scenario is ${quoted(unknown)}, but must be one of ${names.join(', ')}`);
  }
  const isIncluded = ({ name, isDisruptive }: KnownScenario) => values.scenario?.includes(name) ?? !isDisruptive;
  return {
    mesh,
    scenarios: known.filter(isIncluded).map(({ name }) => name),
    namespace: namespaceOption(values.namespace),
    gatewayClass: values['gateway-class'],
    outsideReviews: outsideReviewsFrom(values['outside-reviews']),
    images: {
      prometheus: values['prometheus-image'],
      'otel-collector': values['collector-image'],
      postgres: values['postgres-image'],
    },
    cpuRequest: values['cpu-request'],
    keep: values.keep,
    negativeControl: values['negative-control'],
    reportFolder: values.report,
  };
}

function outsideReviewsFrom(text: string | undefined): OutsideReviews | undefined {
  if (text === undefined) return undefined;
  const [, host, port] = HOST_AND_PORT.exec(text) ?? [];
  if (host === undefined) {
    throw new Error(
      `--outside-reviews is ${quoted(text)}, but must be a name and a port, such as reviews.example.org:6568`,
    );
  }
  return { host, port: Number(port) };
}

const quoted = (value: string | undefined): string => (value === undefined ? 'missing' : `"${value}"`);
