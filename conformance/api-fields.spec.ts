import { describe, expect, it } from 'vitest';

import { apiFieldsChangedBy } from './api-fields.ts';
import { mutationsIn } from './mutations.ts';

const ROUTE = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GRPCRoute',
  metadata: { name: 'price', annotations: { 'retry.linkerd.io/grpc': 'unavailable', team: 'a' } },
  spec: {
    parentRefs: [{ group: '', kind: 'Service', name: 'price' }],
    rules: [
      {
        matches: [{ method: { service: 's' }, headers: [{ name: 'x-tester', value: 'a' }] }],
        backendRefs: [{ name: 'price-v1', weight: 90 }],
      },
    ],
  },
};
const FILTER = {
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: 'price' },
  spec: {
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }],
    configPatches: [{ applyTo: 'HTTP_ROUTE', patch: { value: { route: { idle_timeout: '4s' } } } }],
  },
};
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'price-v1' },
  spec: { replicas: 1, template: { metadata: { annotations: { 'sidecar.istio.io/inject': 'true' } } } },
};
const OBJECTS = [ROUTE, FILTER, DEPLOYMENT, { ...DEPLOYMENT, metadata: { name: 'gateway' } }];

const changedBy = (mutation: string) =>
  mutationsIn(`mutations: [{ name: m, ${mutation} }]`, 'f.yaml').mutations.flatMap((each) =>
    apiFieldsChangedBy(each, OBJECTS).map(({ kind, field, attachment }) => `${kind} ${field}, ${attachment}`),
  );
const patchOf = (kind: string, ...patch: readonly object[]) =>
  `patches: [{ target: { kind: ${kind} }, patch: ${JSON.stringify(JSON.stringify(patch))} }]`;
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });

describe('the fields that a mutation changes', () => {
  it.each([
    ['/spec/rules/0/backendRefs/0/weight', 10, 'spec.rules[].backendRefs[].weight'],
    ['/spec/rules/0/matches/0/headers/0/value', 'b', 'spec.rules[].matches[].headers'],
    ['/spec/rules/0/matches/0/method/service', 't', 'spec.rules[].matches[].method'],
    ['/metadata/annotations/retry.linkerd.io~1grpc', 'internal', 'annotation retry.linkerd.io/grpc'],
  ])('a patch of %s to %j changes %s', (path, value, field) => {
    expect(changedBy(patchOf('GRPCRoute', replace(path, value)))).toEqual([`GRPCRoute ${field}, parentRefs: Service`]);
  });

  it('a field that several operations change is named once', () => {
    const path = '/spec/rules/0/backendRefs/0/weight';
    expect(changedBy(patchOf('GRPCRoute', replace(path, 1), replace(path, 2)))).toHaveLength(1);
  });

  it('a value that is removed or replaced as a whole stands for the fields in it', () => {
    expect(changedBy(patchOf('GRPCRoute', { op: 'remove', path: '/spec/rules/0/matches/0/headers' }))).toEqual([
      'GRPCRoute spec.rules[].matches[].headers, parentRefs: Service',
    ]);
    expect(changedBy(patchOf('GRPCRoute', replace('/spec/rules/0/backendRefs', [{ port: 1 }])))).toEqual([
      'GRPCRoute spec.rules[].backendRefs[].name, parentRefs: Service',
      'GRPCRoute spec.rules[].backendRefs[].weight, parentRefs: Service',
      'GRPCRoute spec.rules[].backendRefs[].port, parentRefs: Service',
    ]);
  });

  it('a patch of Envoy is named by what it applies to', () => {
    expect(
      changedBy(patchOf('EnvoyFilter', replace('/spec/configPatches/0/patch/value/route/idle_timeout', '1s'))),
    ).toEqual(['EnvoyFilter spec.configPatches[applyTo: HTTP_ROUTE], targetRefs: Gateway']);
  });

  it('the annotations of a pod template are those of a Pod, and the other fields of a Deployment are of no mesh', () => {
    const remove = { op: 'remove', path: '/spec/template/metadata/annotations' };
    expect(changedBy(patchOf('Deployment', remove, replace('/spec/replicas', 2)))).toEqual([
      'Pod annotation sidecar.istio.io/inject, itself',
    ]);
  });

  it('the labels and annotations of others are of no mesh', () => {
    expect(changedBy(patchOf('GRPCRoute', replace('/metadata/annotations/team', 'b')))).toEqual([]);
  });

  it('the removal of an object says nothing about its fields', () => {
    const patch = JSON.stringify({ ...ROUTE, spec: undefined, $patch: 'delete' });
    expect(
      changedBy(`patches: [{ target: { kind: GRPCRoute, name: price }, patch: ${JSON.stringify(patch)} }]`),
    ).toEqual([]);
  });

  it('an object that is added changes all of its fields but what attaches it', () => {
    const rule = { host: 'price', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } };
    const object = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'a' },
      spec: rule,
    };
    expect(changedBy(`resources: [${JSON.stringify(object)}]`)).toEqual([
      'DestinationRule spec.trafficPolicy.loadBalancer.simple, host',
    ]);
  });
});

it.each([
  [{}, 'namespace'],
  [{ selector: { matchLabels: { app: 'price' } } }, 'selector'],
  [{ targetRef: { group: 'policy.linkerd.io', kind: 'Server', name: 'a' } }, 'targetRef: policy.linkerd.io Server'],
  [{ parentRefs: [{ name: 'a' }, { name: 'b' }] }, 'parentRefs: Gateway'],
])('an object with the spec %j has the attachment %s', (spec, attachment) => {
  const object = { apiVersion: 'policy.linkerd.io/v1', kind: 'A', metadata: { name: 'a' }, spec: { ...spec, b: 1 } };
  const fields = apiFieldsChangedBy({ patches: [], resources: [object] }, []);
  expect(fields.map((field) => field.attachment)).toEqual([attachment]);
});
