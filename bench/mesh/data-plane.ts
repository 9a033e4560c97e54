import { MESHES, type Mesh } from '../../libs/testbed/src/cluster/mesh.ts';

export type DataPlaneName = 'plain' | 'sidecars' | 'ambient-l4' | 'ambient-waypoint' | 'linkerd';

/** What carries the calls between the five services. */
export interface DataPlane {
  readonly name: DataPlaneName;
  /** The heading of its column in a table. */
  readonly title: string;
  readonly mesh: Mesh;
  /** Where its control plane runs, and ztunnel, by the names of the pods; undefined without a mesh. */
  readonly system?: { readonly namespace: string; readonly controlPlane: RegExp; readonly ztunnel?: RegExp };
}

const AMBIENT = { namespace: 'istio-system', controlPlane: /^(istiod|istio-cni-node)-/, ztunnel: /^ztunnel-/ };

/** In the order of the columns. */
export const DATA_PLANES: readonly DataPlane[] = [
  { name: 'plain', title: 'without a mesh', mesh: MESHES.none },
  {
    name: 'sidecars',
    title: 'Istio sidecars',
    mesh: MESHES.istio,
    system: { namespace: 'istio-system', controlPlane: /^istiod-/ },
  },
  { name: 'ambient-l4', title: 'Istio ambient, L4', mesh: MESHES.ambient, system: AMBIENT },
  { name: 'ambient-waypoint', title: 'Istio ambient, waypoint', mesh: MESHES.ambient, system: AMBIENT },
  {
    name: 'linkerd',
    title: 'Linkerd',
    mesh: MESHES.linkerd,
    system: { namespace: 'linkerd', controlPlane: /^linkerd-/ },
  },
];

/** @throws Error if there is none of this name */
export function dataPlaneNamed(name: DataPlaneName): DataPlane {
  const plane = DATA_PLANES.find((each) => each.name === name);
  if (!plane) throw new Error(`No data plane is named ${name}.`);
  return plane;
}

/** The namespace of the five services on a data plane. */
export const namespaceOf = ({ name }: DataPlane): string => `product-gateway-bench-${name}`;

/** The namespace of the client of these services. */
export const clientNamespaceOf = (plane: DataPlane): string => `${namespaceOf(plane)}-client`;
