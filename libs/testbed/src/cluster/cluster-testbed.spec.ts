import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { startClusterTestbed } from './cluster-testbed.ts';
import { startFakeKubectl, type FakeKubectl } from './fake-kubectl.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { objectsOf } from './kustomize.ts';

/** It fails if an argument is that of FAIL. */
const RESPOND = `
if (args[0] === 'get') console.log('{"items":[]}');
if (process.env.FAIL && args.includes(process.env.FAIL)) process.exit(1);
`;

let kubectl: FakeKubectl;
beforeEach(async () => {
  kubectl = await startFakeKubectl(RESPOND);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await kubectl[Symbol.asyncDispose]();
});

interface Call {
  readonly args: readonly string[];
  readonly objects: readonly KubernetesObject[];
}

/** The calls of kubectl since the last time. */
const calls = (): Call[] => kubectl.calls().map(({ args, input }) => ({ args, objects: objectsOf(input) }));
const commands = () => calls().map(({ args }) => args.join(' '));
const namesIn = ({ objects }: Call) => objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

const namespace = (labels = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'product-gateway', labels },
});
const deployment = (name: string, app: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'product-gateway', labels: { app } },
  spec: {
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app } },
      spec: { containers: [{ name: 'service', env: [{ name: 'LOG_LEVEL', value: 'info' }] }] },
    },
  },
});
const rule = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rule', namespace: 'product-gateway' } };
const OBJECTS = [namespace(), deployment('gateway', 'gateway'), deployment('price-v1', 'price')];
const ROLLOUTS = ['gateway', 'price-v1'].map(
  (name) => `rollout status --namespace=product-gateway deployment/${name} --timeout=120s`,
);

it('the cluster testbed applies its objects, waits for their rollouts, and deletes the namespace at the end', async () => {
  {
    await using testbed = await startClusterTestbed({ objects: OBJECTS });
    expect(testbed.httpUrl('gateway')).toBe('http://gateway.product-gateway:9999');
    expect(testbed.grpcAddress('price')).toBe('price.product-gateway:6567');
    expect(commands()).toEqual(['apply --filename=-', ...ROLLOUTS]);
  }
  expect(commands()[0]).toMatch(/^delete namespace product-gateway /);
});

it('apply changes the objects that differ, waits for their rollouts and deletes those that are gone', async () => {
  await using testbed = await startClusterTestbed({ objects: [...OBJECTS.slice(0, 2), rule] });
  calls();
  await testbed.apply(OBJECTS);
  const [applied, deleted, ...others] = calls();
  expect(applied && namesIn(applied)).toEqual(['Deployment/price-v1']);
  expect(deleted?.args).toContain('--ignore-not-found');
  expect(deleted && namesIn(deleted)).toEqual(['ConfigMap/rule']);
  expect(others.map(({ args }) => args.join(' '))).toEqual([ROLLOUTS[1]]);
});

it('apply changes all objects after a Deployment was scaled', async () => {
  await using testbed = await startClusterTestbed({ objects: OBJECTS });
  await testbed.scale('price', 2);
  calls();
  await testbed.apply(OBJECTS);
  expect(commands()).toEqual(['apply --filename=-', ...ROLLOUTS]);
});

it('apply restarts all pods if the namespace enables or disables injection', async () => {
  const postgres = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'postgres', namespace: 'product-gateway' },
  };
  await using testbed = await startClusterTestbed({ objects: [...OBJECTS, postgres] });
  calls();
  await testbed.apply([namespace({ 'istio-injection': 'enabled' }), ...OBJECTS.slice(1), postgres]);
  expect(commands()).toEqual(
    expect.arrayContaining([
      'rollout restart --namespace=product-gateway deployment/gateway deployment/price-v1 statefulset/postgres',
      'rollout status --namespace=product-gateway statefulset/postgres --timeout=120s',
    ]),
  );
});

it('apply changes all objects after a failed apply, and deletes those of that', async () => {
  await using testbed = await startClusterTestbed({ objects: OBJECTS });
  vi.stubEnv('FAIL', 'apply');
  await expect(testbed.apply([...OBJECTS, rule])).rejects.toThrow('kubectl apply');
  vi.stubEnv('FAIL', '');
  calls();
  await testbed.apply(OBJECTS);
  const [applied, deleted] = calls();
  expect(applied && namesIn(applied)).toEqual(OBJECTS.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  expect(deleted && namesIn(deleted)).toEqual(['ConfigMap/rule']);
});

it('restart, scale and stop act on the Deployment of a service', async () => {
  await using testbed = await startClusterTestbed({ objects: OBJECTS });
  calls();
  await testbed.restart('price');
  await testbed.scale('price', 2);
  await testbed.stop('price');
  expect(commands()).toEqual([
    'rollout restart --namespace=product-gateway deployment/price-v1',
    ROLLOUTS[1],
    'scale --namespace=product-gateway deployment/price-v1 --replicas=2',
    ROLLOUTS[1],
    'scale deployment --selector=app=price --namespace=product-gateway --replicas=0',
    'wait --for=delete pods --selector=app=price --namespace=product-gateway --timeout=90s',
  ]);
  await expect(testbed.restart('reviews')).rejects.toThrow(
    'The namespace product-gateway has no Deployment of reviews.',
  );
});

it('restart starts a stopped service again', async () => {
  await using testbed = await startClusterTestbed({ objects: OBJECTS });
  await testbed.stop('price');
  calls();
  await testbed.restart('price');
  await testbed.restart('price');
  expect(commands()).toEqual([
    'scale --namespace=product-gateway deployment/price-v1 --replicas=1',
    ROLLOUTS[1],
    'rollout restart --namespace=product-gateway deployment/price-v1',
    ROLLOUTS[1],
  ]);
});

it('the objects move to the namespace of the options', async () => {
  await using testbed = await startClusterTestbed({ namespace: 'bench', objects: [...OBJECTS, rule] });
  expect(testbed.httpUrl('price')).toBe('http://price.bench:9094');
  const [{ objects } = { objects: [] }] = calls();
  expect(objects.map(({ metadata }) => metadata.namespace ?? metadata.name)).toEqual([
    'bench',
    'bench',
    'bench',
    'bench',
  ]);
});

it('the environment of the options is set on the containers of the services', async () => {
  const options = { environment: { LOG_LEVEL: 'warn' }, environments: { price: { FAULTS: 'on' } } };
  await using testbed = await startClusterTestbed({ objects: OBJECTS, ...options });
  expect(testbed.namespace).toBe('product-gateway');
  const [{ objects } = { objects: [] }] = calls();
  expect(objects.slice(1)).toMatchObject(
    [
      [{ name: 'LOG_LEVEL', value: 'warn' }],
      [
        { name: 'LOG_LEVEL', value: 'warn' },
        { name: 'FAULTS', value: 'on' },
      ],
    ].map((env) => ({ spec: { template: { spec: { containers: [{ env }] } } } })),
  );
});
