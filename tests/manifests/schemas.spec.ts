import { expect, it } from 'vitest';
import { parse } from 'yaml';

import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { schemaErrors } from './schemas.ts';

const VALID = {
  Deployment: `
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: price, labels: { any: label } }
    spec:
      replicas: 1
      selector: { matchLabels: { app: price } }
      template:
        metadata: { labels: { app: price } }
        spec: { containers: [{ name: service, ports: [{ name: http, containerPort: 9094 }] }] }`,
  HTTPRoute: `
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: { name: team-a }
    spec:
      parentRefs: [{ name: team-a }]
      rules: [{ matches: [{ path: { type: PathPrefix, value: /product } }], backendRefs: [{ name: gateway, port: 9999 }] }]`,
  VirtualService: `
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: { name: price }
    spec:
      hosts: [price]
      http: [{ match: [{ headers: { x-tester: { exact: alice } } }], route: [{ destination: { host: price-v2 } }] }]`,
  EnvoyFilter: `
    apiVersion: networking.istio.io/v1alpha3
    kind: EnvoyFilter
    metadata: { name: limit }
    spec:
      configPatches: [{ applyTo: HTTP_FILTER, patch: { operation: INSERT_BEFORE, value: { anything: { at: [all] } } } }]`,
};

const errors = (yaml: string) => schemaErrors(parse(yaml) as KubernetesObject);

it.each(Object.entries(VALID))('a valid %s has no errors', async (_kind, yaml) => {
  expect(await errors(yaml)).toEqual([]);
});

it.each([
  ['Deployment', 'replicas: 1', 'replicas: one', 'Deployment/price: data/spec/replicas must be integer'],
  ['Deployment', 'replicas', 'replcas', 'Deployment/price: /spec/replcas is unknown'],
  ['Deployment', 'containerPort', 'port', '/spec/template/spec/containers/0/ports/0/port is unknown'],
  ['Deployment', 'labels: { any', 'label: { any', '/metadata/label is unknown'],
  ['Deployment', 'apps/v1', 'apps/v2', 'Deployment/price: unknown kind in apps/v2'],
  ['Deployment', 'kind: Deployment', 'kind: Deploy', 'Deploy/price: unknown kind in apps/v1'],
  ['HTTPRoute', 'PathPrefix', 'Prefix', '/spec/rules/0/matches/0/path/type must be equal to one of the allowed values'],
  ['HTTPRoute', 'value:', 'values:', '/spec/rules/0/matches/0/path/values is unknown'],
  ['VirtualService', 'exact', 'exakt', '/spec/http/0/match/0/headers/x-tester/exakt is unknown'],
  ['VirtualService', 'destination', 'destinations', '/spec/http/0/route/0 must have required property destination'],
  ['EnvoyFilter', 'operation', 'operations', '/spec/configPatches/0/patch/operations is unknown'],
] as const)('a %s whose "%s" is "%s" has the error: %s', async (kind, good, bad, error) => {
  expect((await errors(VALID[kind].replace(good, bad))).join('\n')).toContain(error);
});
