import { expect, it } from 'vitest';

import { differencesFrom } from './start-state.ts';

const deployment = (replicas: number, readyReplicas?: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'price-v2' },
  spec: { replicas, selector: { matchLabels: {} }, template: { spec: { containers: [] } } },
  ...(readyReplicas !== undefined && { status: { readyReplicas } }),
});

const route = (port: number, added = {}) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GRPCRoute',
  metadata: { name: 'price' },
  spec: { parentRefs: [{ name: 'price', port, ...added }] },
});

it('a namespace with everything, and with fields that the API server added, has the start state', () => {
  const live = [deployment(1, 1), route(6567, { group: '' })];
  expect(differencesFrom([deployment(1), route(6567)], [], live)).toEqual([]);
});

it('a Deployment may have no pods if the start state has none', () => {
  expect(differencesFrom([deployment(0)], [], [deployment(0)])).toEqual([]);
});

it('missing objects, missing pods and other rules are named', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'price' } };
  const live = [deployment(1, 0), route(9094)];
  expect(differencesFrom([service, deployment(1), route(6567)], [], live)).toEqual([
    'Service/price is missing',
    'Deployment/price-v2 has 0 of 1 ready pods',
    'GRPCRoute/price is not as in the start state',
  ]);
});

it('an object that the mistake adds must not exist yet', () => {
  expect(differencesFrom([], [route(6567)], [route(6567)])).toEqual(['GRPCRoute/price exists, but must not']);
});
