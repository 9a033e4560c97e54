// The fields of mesh APIs that a mutation of a scenario changes.
import { isDeepStrictEqual } from 'node:util';

import { parse } from 'yaml';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import type { Mutation } from './mutations.ts';

/** A field of an API that meshes read, and what the object with the field is attached to. */
export interface ApiField {
  /** The API group, which is empty for Kubernetes' own core group. */
  readonly group: string;
  readonly kind: string;
  /** Such as `spec.rules[].backendRefs[].weight` or `annotation retry.linkerd.io/grpc`. */
  readonly field: string;
  /** Such as `parentRefs: Service`, `selector`, or `namespace` for an object that applies to its whole namespace. */
  readonly attachment: string;
  /** Of an observation that is only about some uses of the field, such as `without a method in the match`. */
  readonly condition?: string | undefined;
}

/** The API groups of the Gateway API, Istio and Linkerd. */
const GROUP_OF_MESHES = /^gateway\.networking\.k8s\.io$|(?:^|\.)(?:istio|linkerd)\.io$/;
/** The labels and annotations that meshes read. */
const KEY_OF_MESHES = /(?:^|\.)(?:istio|linkerd)\.io\/|^istio-injection$/;

/** Members whose own members are no features of their own. */
const WHOLE =
  /^(?:abort|headers|method|outlierDetection|path|podSelector|portLevelMtls|requestMirror|selector|uri|workloadSelector|balancer\.linkerd\.io\/failure-accrual)\b/;

/** The members of a spec that attach an object to others, of which an object has one. */
const ATTACHMENTS = [
  'parentRefs',
  'targetRefs',
  'targetRef',
  'selector',
  'podSelector',
  'workloadSelector',
  'host',
  'hosts',
] as const;

type Path = readonly string[];
type Reference = { readonly group?: string; readonly kind?: string };
type ObjectWithSpec = KubernetesObject & { readonly spec?: Readonly<Record<string, unknown>> };

/**
 * The fields of mesh APIs that a mutation changes, each once. The removal of a whole object says nothing about its fields, nor
 * does an object that is added about what attaches it.
 *
 * @param objects those of the scenario without the mutation
 */
export function apiFieldsChangedBy(
  { patches, resources }: Pick<Mutation, 'patches' | 'resources'>,
  objects: readonly KubernetesObject[],
): ApiField[] {
  const patched = patches.flatMap(({ target, patch }) =>
    objects
      .filter(({ kind, metadata }) => kind === target.kind && metadata.name === (target.name ?? metadata.name))
      .flatMap((object) => changedPaths(parse(patch), object).flatMap((path) => apiFieldOf(object, path) ?? [])),
  );
  const added = resources.flatMap((object) =>
    pathsBelow(object)
      .filter(([, member]) => member !== attachmentNameOf(object))
      .flatMap((path) => apiFieldOf(object, path) ?? []),
  );
  const all = [...patched, ...added];
  return all.filter((field, index) => all.findIndex((other) => isDeepStrictEqual(other, field)) === index);
}

/** The paths to the scalars that a JSON patch or a strategic merge patch changes. */
function changedPaths(patch: unknown, object: KubernetesObject): Path[] {
  if (!Array.isArray(patch)) return isRecord(patch) && !('$patch' in patch) ? pathsBelow(patch) : [];
  return (patch as { readonly path: string; readonly value?: unknown }[]).flatMap(({ path, value }) => {
    const keys = path.split('/').slice(1).map(unescaped);
    return [valueAt(object, keys), value]
      .filter((each) => each !== undefined)
      .flatMap((each) => pathsBelow(each, keys));
  });
}

/** A key in a JSON pointer (RFC 6901) without its escapes. */
const unescaped = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const valueAt = (value: unknown, [key, ...rest]: Path): unknown =>
  key === undefined ? value : isRecord(value) ? valueAt(value[key], rest) : undefined;

const pathsBelow = (value: unknown, path: Path = []): Path[] =>
  isRecord(value) ? Object.entries(value).flatMap(([key, each]) => pathsBelow(each, [...path, key])) : [path];

/** The API group in an apiVersion, which is empty for v1. */
export const groupOf = (apiVersion: string): string => apiVersion.split('/').slice(0, -1).join('/');

/** The field at a path; undefined if meshes do not read it. */
function apiFieldOf(object: ObjectWithSpec, path: Path): ApiField | undefined {
  const group = groupOf(object.apiVersion);
  const isOfMeshes = GROUP_OF_MESHES.test(group);
  const attachment = isOfMeshes ? attachmentOf(object) : 'itself';
  const inMetadata = path.indexOf('metadata');
  const [members, key = ''] = path.slice(inMetadata + 1);
  if (inMetadata >= 0 && (members === 'labels' || members === 'annotations')) {
    if (!KEY_OF_MESHES.test(key)) return undefined;
    const field = `${members.slice(0, -1)} ${WHOLE.exec(key)?.[0] ?? key}`;
    // Those of a pod template are the pods'.
    return inMetadata > 0
      ? { group: '', kind: 'Pod', field, attachment }
      : { group, kind: object.kind, field, attachment };
  }
  if (path[0] !== 'spec' || !isOfMeshes) return undefined;
  return { group, kind: object.kind, field: fieldNameOf(object, path), attachment };
}

/** Such as `spec.rules[].matches[].headers`; patches of an EnvoyFilter are named by what they apply to. */
function fieldNameOf(object: KubernetesObject, path: Path): string {
  let name = '';
  for (const [index, key] of path.entries()) {
    const value = valueAt(object, path.slice(0, index + 1));
    if (isRecord(value) && 'applyTo' in value) return `${name}[applyTo: ${String(value['applyTo'])}]`;
    const whole = WHOLE.exec(key)?.[0];
    name += /^(?:\d+|-)$/.test(key) ? '[]' : `${index > 0 ? '.' : ''}${whole ?? key}`;
    if (whole !== undefined) return name;
  }
  return name;
}

const attachmentNameOf = ({ spec = {} }: ObjectWithSpec): string | undefined =>
  ATTACHMENTS.find((name) => Object.hasOwn(spec, name));

function attachmentOf(object: ObjectWithSpec): string {
  const name = attachmentNameOf(object);
  if (name === undefined) return 'namespace';
  if (!name.endsWith('Refs') && !name.endsWith('Ref')) return name;
  const kinds = [object.spec?.[name]].flat().map((reference) => kindOf(reference as Reference));
  return `${name}: ${[...new Set(kinds)].join(', ')}`;
}

/** The kind that a reference names, with the group where it is a mesh's own. */
const kindOf = ({ group = '', kind = 'Gateway' }: Reference): string =>
  /^(?:gateway\.networking\.k8s\.io)?$/.test(group) ? kind : `${group} ${kind}`;
