import { assertCount } from '../../conformance/assertion.ts';
import { lossOf, sumOfLoads } from '../../conformance/call-counts.ts';
import type { DataPlane } from '../../conformance/data-plane.ts';
import { assertMigration, migrate, type Move, type ObservedMigration } from '../../conformance/migration.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import type { Traffic } from '../../conformance/traffic.ts';

/** The labels and annotations by which the five services join a data plane, in the order in which they are set. */
const JOINS = [
  { to: 'sidecars', of: 'labels', name: 'istio-injection' },
  { to: 'sidecars', of: 'annotations', name: 'linkerd.io/inject' },
  { to: 'ztunnel', of: 'labels', name: 'istio.io/dataplane-mode' },
  { to: 'ztunnel and waypoint', of: 'labels', name: 'istio.io/use-waypoint' },
] as const;

/**
 * A waypoint that is left drops its configuration of the Service, and with it the calls that pass it. Linkerd's proxy of a gateway that
 * drains responds 502 to a few requests.
 */
const CUT_ON_LEAVING: ReadonlySet<string> = new Set(['istio.io/use-waypoint', 'linkerd.io/inject']);

type Metadata = Partial<Record<'labels' | 'annotations', Readonly<Record<string, string>>>>;

export const scenario: Scenario<ObservedMigration> = {
  name: 'mesh-migration',
  position: 230,
  description: 'The five services leave the mesh and join it again under load, and no request is lost.',
  /** Of open streams; requests are sent at a rate. */
  requests: 50,
  sample: null,
  observe: async (traffic, streams) => migrate(traffic, streams, await movesOf(traffic)),
  expectations: assertMigration,
  controlExpectations: ({ moves }) => {
    const [lost] = lossOf(sumOfLoads(moves.map(({ during }) => during)));
    return [assertCount('some requests get no complete product', lost, lost > 0)];
  },
};

/** The moves out of the mesh, and back in, by the labels and annotations of the namespace or of the pods. */
async function movesOf(traffic: Traffic): Promise<Move[]> {
  const { metadata } = (await traffic.read(`namespace/${traffic.namespace}`)) as { metadata: Metadata };
  const { spec } = (await traffic.read('deployment/gateway')) as { spec: { template: { metadata: Metadata } } };
  const joins = JOINS.flatMap(({ to, of, name }) => {
    const ofPods = spec.template.metadata[of]?.[name];
    const value = ofPods ?? metadata[of]?.[name];
    if (value === undefined) return [];
    const change = (plane: DataPlane, changed: string | null): Move => {
      if (ofPods !== undefined) return { to: plane, podLabels: { [name]: changed } };
      const isLossy = changed === null && CUT_ON_LEAVING.has(name);
      return {
        to: plane,
        namespace: { [of]: { [name]: changed } },
        podLabels: to === 'sidecars' ? {} : undefined,
        isLossy,
      };
    };
    return [{ to, change, value }];
  });
  const before: readonly DataPlane[] = ['no mesh', ...joins.map(({ to }) => to)];
  return [
    ...joins.map(({ change }, index) => change(before[index] ?? 'no mesh', null)).toReversed(),
    ...joins.map(({ to, change, value }) => change(to, value)),
  ];
}
