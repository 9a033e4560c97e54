import { expect, it } from 'vitest';

import { startFakeKubectl } from './fake-kubectl.ts';
import { proxiesOf, restartProxy } from './proxies.ts';

/** A pod whose proxy, a native sidecar, has another container once it was ended. */
const RESPOND = `
const isEnded = earlier.some((line) => /^(exec|delete)/.test(line));
const reads = earlier.filter((line) => line.startsWith('get')).length;
const proxy = { name: 'istio-proxy', containerID: isEnded ? 'new' : 'old', ready: !isEnded || reads > 2 };
const pod = { metadata: {}, status: { initContainerStatuses: [proxy], containerStatuses: [{ name: 'service' }] } };
const terminating = { metadata: { deletionTimestamp: 'now' }, status: { containerStatuses: [{ ...proxy, containerID: 'old' }] } };
if (args[0] === 'get') console.log(JSON.stringify({ items: process.env.NO_PODS ? [] : [pod, terminating] }));
`;

it.each([
  ['istio', 'the sidecar of the gateway', 'exec --stdin --namespace=team-a deployment/gateway --container=istio-proxy'],
  [
    'ambient',
    'the waypoint',
    'delete pods --namespace=team-a --selector=gateway.networking.k8s.io/gateway-name=waypoint',
  ],
  ['ambient', 'ztunnel', 'delete pods --namespace=istio-system --selector=app.kubernetes.io/name=ztunnel'],
] as const)('on %s %s is ended, and replaced when another one is ready', async (mesh, name, command) => {
  await using kubectl = await startFakeKubectl(RESPOND);
  expect(proxiesOf(mesh)).toContain(name);
  expect(await restartProxy(mesh, name, 'team-a')).toBe(true);
  const commands = kubectl.calls().map(({ args }) => args.join(' '));
  expect(commands[1]).toContain(command);
  expect(commands.map((line) => line.split(' ')[0])).toEqual(['get', command.split(' ')[0], 'get', 'get', 'get']);
});

it('a proxy that has no pod is not ended', async () => {
  await using kubectl = await startFakeKubectl(`process.env.NO_PODS = 'yes';${RESPOND}`);
  expect(await restartProxy('istio', 'the ingress gateway', 'team-a')).toBe(false);
  expect(kubectl.calls()).toHaveLength(1);
});

it('there is no proxy without a mesh', async () => {
  expect(proxiesOf('none')).toEqual([]);
  expect(await restartProxy('none', 'ztunnel', 'team-a')).toBe(false);
});
