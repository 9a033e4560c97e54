import { GRPCRoute, type IGRPCRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GRPCRoute';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { VirtualService } from '@kubernetes-models/istio/networking.istio.io/v1/VirtualService';
import type { IParentReference } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/ParentReference';

import { SERVICES } from '#configuration';

import { nameOf, ofKind, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import type { Rule } from './rule.ts';

/** Fields that the standard definitions of Gateway API got after 1.2.1, and those that only the experimental ones have. */
const LATER_FIELDS = new Set([
  'cors',
  'externalAuth',
  'fraction',
  'percent',
  'retry',
  'sessionPersistence',
  'useDefaultGateways',
]);
const LATER_REDIRECTS = new Set<unknown>([303, 307, 308]);

export const routeRules: Rule[] = [
  {
    sentence:
      'A match of a GRPCRoute names a service, or Linkerd responds INTERNAL to every call and still says Accepted.',
    violations: (objects) =>
      ofKind(objects, GRPCRoute)
        .filter(({ spec }) => spec.rules?.some(({ matches }) => matches?.some(({ method }) => !method?.service)))
        .map(nameOf),
  },
  {
    sentence: 'A route has only what Gateway API 1.2.1 has, for Linkerd drops what it does not know.',
    violations: (objects) =>
      routes(objects)
        .filter(({ spec }) => spec.rules?.some((rule) => rule.name !== undefined) || hasLaterField(spec))
        .map(nameOf),
  },
  {
    sentence: 'A route to a Service has it as a parent of group "" and kind Service.',
    violations: (objects) =>
      routes(objects)
        .filter(({ spec }) => spec.parentRefs?.some((parent) => meansService(parent) && !isService(parent)))
        .map(nameOf),
  },
  {
    sentence:
      'retry.linkerd.io is said of a Service or a GRPCRoute that are attached to each other, or nothing is retried.',
    violations: (objects) =>
      objects
        .filter(({ metadata }) =>
          Object.keys(metadata.annotations ?? {}).some((name) => name.startsWith('retry.linkerd.io/')),
        )
        .filter((object) => !isAttached(object, ofKind(objects, GRPCRoute)))
        .map(nameOf),
  },
];

export const virtualServiceRules: Rule[] = [
  {
    sentence: 'A host has routes of Gateway API or a VirtualService, not both: Istio would take only one.',
    violations(objects) {
      const routed = new Set(
        routes(objects).flatMap(({ spec }) => (spec.parentRefs ?? []).filter(isService).map(({ name }) => name)),
      );
      return ofKind(objects, VirtualService)
        .filter(({ spec }) => spec?.gateways?.includes('mesh') ?? true)
        .filter(({ spec }) => spec?.hosts?.some((host) => routed.has(host.split('.')[0] ?? '')))
        .map(nameOf);
    },
  },
  {
    sentence:
      'A route of a VirtualService has a fault, or retries and a timeout: Istio would ignore these beside a fault.',
    violations: (objects) =>
      ofKind(objects, VirtualService)
        .filter(({ spec }) => spec?.http?.some(({ fault, retries, timeout }) => fault && (retries || timeout)))
        .map(nameOf),
  },
];

/** The routes of the Gateway API. */
function routes(objects: readonly KubernetesObject[]) {
  return [...ofKind(objects, GRPCRoute), ...ofKind(objects, HTTPRoute)];
}

/** Whether the parent of a route has the group and kind of a Service. */
function isService({ group, kind }: IParentReference): boolean {
  return group === '' && kind === 'Service';
}

/** Whether the parent of a route is a Service by its kind or its name. */
function meansService({ kind, name }: IParentReference): boolean {
  return kind === 'Service' || (kind === undefined && name.replace(/-v\d+$/, '') in SERVICES);
}

function hasLaterField(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, field]) =>
      LATER_FIELDS.has(key) || (key === 'statusCode' && LATER_REDIRECTS.has(field)) || hasLaterField(field),
  );
}

function isAttached({ kind, metadata: { name } }: KubernetesObject, grpcRoutes: (KubernetesObject & IGRPCRoute)[]) {
  return grpcRoutes.some(({ metadata, spec: { parentRefs = [] } }) =>
    parentRefs.some((parent) => isService(parent) && (kind === 'Service' ? parent.name : metadata.name) === name),
  );
}
