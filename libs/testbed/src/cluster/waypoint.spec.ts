import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { expect, it, vi } from 'vitest';

import { objectsOf } from './kustomize.ts';
import { untilWaypointIsReady, waypointsIn } from './waypoint.ts';

/** A kubectl that records its arguments, and whose second Deployment has the labels and annotations of the Gateway. */
const KUBECTL = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
appendFileSync(process.env.CALLS, args.join(' ') + '\\n');
const reads = readFileSync(process.env.CALLS, 'utf8').split('\\n').filter((line) => line.startsWith('get')).length;
const metadata = reads < 2 ? {} : { labels: { 'istio-locality': 'near', more: 'yes' }, annotations: { peers: 'true' } };
if (args[0] === 'get') console.log(JSON.stringify({ spec: { template: { metadata } } }));
`;

const [gateway, waypoint] = objectsOf(`
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: product-gateway }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint }
spec:
  gatewayClassName: istio-waypoint
  infrastructure: { labels: { istio-locality: near }, annotations: { peers: 'true' } }
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
`);

it('a Gateway is a waypoint by its protocol', () => {
  expect(waypointsIn([gateway!, waypoint!])).toEqual([waypoint]);
});

it('a waypoint is ready once it is programmed and its Deployment, which has changed with it, is rolled out', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'kubectl-'));
  const calls = join(folder.path, 'calls');
  writeFileSync(join(folder.path, 'kubectl'), KUBECTL);
  chmodSync(join(folder.path, 'kubectl'), 0o755);
  writeFileSync(calls, '');
  vi.stubEnv('PATH', [folder.path, process.env['PATH']].join(delimiter));
  vi.stubEnv('CALLS', calls);
  try {
    await untilWaypointIsReady('team-a', waypointsIn([waypoint!])[0]!);
  } finally {
    vi.unstubAllEnvs();
  }
  const get = 'get --output=json deployment waypoint --namespace=team-a';
  expect(readFileSync(calls, 'utf8').trimEnd().split('\n')).toEqual([
    'wait --namespace=team-a --for=condition=Programmed gateways.gateway.networking.k8s.io/waypoint --timeout=120s',
    get,
    get,
    'rollout status --namespace=team-a deployment/waypoint --timeout=120s',
  ]);
});
