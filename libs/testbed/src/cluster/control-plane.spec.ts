import { expect, it } from 'vitest';

import { stopControlPlane } from './control-plane.ts';
import { startFakeKubectl } from './fake-kubectl.ts';

/** Its Deployments have two replicas; their pods are gone when they are read the second time. */
const RESPOND = `
const spec = { replicas: 2, selector: { matchLabels: { app: 'istiod' } } };
if (args.includes('deployment')) console.log(JSON.stringify({ spec }));
if (args[1] === 'pods' && !earlier.includes(args.join(' '))) console.log('pod/istiod');
`;

it('a control plane has no pods until it is started again, with the replicas of before', async () => {
  await using kubectl = await startFakeKubectl(RESPOND);
  const commands = () => kubectl.calls().map(({ args }) => args.join(' '));
  await using stopped = await stopControlPlane('ambient');
  const pods = 'get pods --namespace=istio-system --selector=app=istiod --output=name';
  expect(commands()).toEqual([
    'get --output=json deployment istiod --namespace=istio-system',
    'scale --namespace=istio-system deployment/istiod --replicas=0',
    pods,
    pods,
  ]);
  await stopped.start();
  const start = [
    'scale --namespace=istio-system deployment/istiod --replicas=2',
    'rollout status --namespace=istio-system deployment/istiod --timeout=120s',
  ];
  expect(commands()).toEqual(start);
  await stopped[Symbol.asyncDispose]();
  expect(commands()).toEqual([]);
});

it('all Deployments of a control plane are started before one is waited for, since they need each other', async () => {
  await using kubectl = await startFakeKubectl(RESPOND);
  const stopped = await stopControlPlane('linkerd');
  kubectl.calls();
  await stopped.start();
  const verbs = kubectl.calls().map(({ args: [verb] }) => verb);
  expect(verbs).toEqual(['scale', 'scale', 'scale', 'rollout', 'rollout', 'rollout']);
});
