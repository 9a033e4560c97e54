import type { TypeMeta, TypeMetaGuard } from '@kubernetes-models/base';

/** The fields that every object of Kubernetes has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The kind and name of an object in kubectl's notation, such as Deployment/price-v1. */
export const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`;

/** The objects of one kind, such as the Deployment of kubernetes-models. */
export function ofKind<T extends TypeMeta>(
  objects: readonly KubernetesObject[],
  { is }: { is: TypeMetaGuard<T> },
): (KubernetesObject & T)[] {
  return objects.filter((object): object is KubernetesObject & T => is(object));
}
