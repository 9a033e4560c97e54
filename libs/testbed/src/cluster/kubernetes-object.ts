import type { TypeMeta, TypeMetaGuard } from '@kubernetes-models/base';

/** What every object of Kubernetes has. Its kind says what else. */
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

/** As kubectl writes it, such as Deployment/price-v1. */
export const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`;

/** The objects of one kind, such as Deployment of kubernetes-models. */
export function ofKind<T extends TypeMeta>(
  objects: readonly KubernetesObject[],
  { is }: { is: TypeMetaGuard<T> },
): (KubernetesObject & T)[] {
  return objects.filter((object): object is KubernetesObject & T => is(object));
}
