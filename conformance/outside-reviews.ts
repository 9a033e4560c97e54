import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';

/** Where a reviews service outside the cluster takes calls by gRPC. */
export interface OutsideReviews {
  /** A name in DNS that the cluster's pods can look up. */
  readonly host: string;
  readonly port: number;
}

/** What k8s/ says in its place; no other port of the shop's is that one. */
const PLACEHOLDER: OutsideReviews = { host: 'reviews.example.com', port: 50_051 };

/** Whether objects are about such a service. */
export const nameOutsideReviews = (objects: readonly KubernetesObject[]): boolean =>
  JSON.stringify(objects).includes(PLACEHOLDER.host);

/** The same objects, about the service that is really there, if one is given. */
export function withOutsideReviews(
  objects: readonly KubernetesObject[],
  outside: OutsideReviews | undefined,
): readonly KubernetesObject[] {
  if (!outside) return objects;
  const text = JSON.stringify(objects)
    .replaceAll(PLACEHOLDER.host, outside.host)
    .replaceAll(String(PLACEHOLDER.port), String(outside.port));
  return JSON.parse(text) as KubernetesObject[];
}
