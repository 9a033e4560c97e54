import { parseArgs } from 'node:util';

import type { MeshName } from './mesh.ts';
import type { OutsideReviews } from './outside-reviews.ts';

/** What one run tries. */
export interface ConformancePlan {
  readonly mesh: MeshName;
  /** Names of scenarios, in the order in which they are tried. */
  readonly scenarios: readonly string[];
  /** Of the shop's Gateway, where it is not the one that the manifests say. */
  readonly gatewayClass: string | undefined;
  /** Without it the scenario that takes it is not run. */
  readonly outsideReviews: OutsideReviews | undefined;
  /** Images that take the place of those in k8s/, by the names of their containers. */
  readonly images: Readonly<Record<'prometheus' | 'otel-collector', string | undefined>>;
  /** Whether what was made stays in the cluster. */
  readonly keep: boolean;
  /** Whether each rule is taken away, so that every verdict must fail. */
  readonly sabotage: boolean;
  /** The folder that gets the reports. */
  readonly reportFolder: string | undefined;
}

export const USAGE = `npm run conformance -- --mesh istio|linkerd|none [options]

Tries the scenarios of docs/scenarios.md on the cluster that kubectl speaks to: each without its rule, then with it.

  --mesh NAME              what carries the traffic: istio, linkerd, or none
  --scenario NAME          only this one; may be given again
  --gateway-class NAME     the GatewayClass that the cluster has, in place of the one in k8s/
  --outside-reviews HOST:PORT
                           a reviews service outside the cluster: the name by which pods find it, and its port for gRPC
  --prometheus-image IMAGE
  --collector-image IMAGE  what runs in place of the images in k8s/, where these can't be had
  --keep                   leave the shop in the cluster, as the last scenario had it
  --sabotage               take each rule away, so that every verdict must fail, or it proves nothing
  --report DIR             write a report there, as JSON and as Markdown
  --help                   print this

Exits 0 if no scenario failed (with --sabotage: if all did), 1 otherwise, 2 on a bad option or without a cluster that it can use, 130 on Ctrl-C.`;

/** An address in place of the name would be none that a proxy can tell from others. */
const HOST_AND_PORT = /^([a-z][a-z0-9.-]*):([1-9]\d{0,4})$/;
const MESH_NAMES = ['istio', 'linkerd', 'none'] as const satisfies readonly MeshName[];

/**
 * Reads the command line; undefined if only help is wanted.
 *
 * @param known the names of all scenarios
 * @throws Error that says which option is bad, and what it takes
 */
export function planFrom(args: string[], known: readonly string[]): ConformancePlan | undefined {
  const { values } = parseArgs({
    args,
    options: {
      mesh: { type: 'string' },
      scenario: { type: 'string', multiple: true },
      'gateway-class': { type: 'string' },
      'outside-reviews': { type: 'string' },
      'prometheus-image': { type: 'string' },
      'collector-image': { type: 'string' },
      keep: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
      report: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const mesh = MESH_NAMES.find((name) => name === values.mesh);
  if (!mesh) throw new Error(`--mesh is ${quoted(values.mesh)}, but must be one of ${MESH_NAMES.join(', ')}`);
  const scenarios = values.scenario ?? known;
  const unknown = scenarios.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`--scenario is ${quoted(unknown)}, but must be one of ${known.join(', ')}`);
  }
  return {
    mesh,
    scenarios: known.filter((name) => scenarios.includes(name)),
    gatewayClass: values['gateway-class'],
    outsideReviews: outsideReviewsFrom(values['outside-reviews']),
    images: { prometheus: values['prometheus-image'], 'otel-collector': values['collector-image'] },
    keep: values.keep,
    sabotage: values.sabotage,
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
