import { expect, it } from 'vitest';

import { planFrom } from './arguments.ts';

const DISRUPTIVE = { name: 'control-plane-down', isDisruptive: true } as const;
const KNOWN = [...['mtls', 'canary', 'retries'].map((name) => ({ name })), DISRUPTIVE];

it('a run includes by default all scenarios of a mesh that do not disturb the whole cluster', () => {
  expect(planFrom(['--mesh', 'istio'], KNOWN)).toEqual({
    mesh: 'istio',
    scenarios: ['mtls', 'canary', 'retries'],
    namespace: 'product-gateway',
    gatewayClass: undefined,
    outsideReviews: undefined,
    images: { prometheus: undefined, 'otel-collector': undefined, postgres: undefined },
    cpuRequest: undefined,
    keep: false,
    negativeControl: false,
    reportFolder: undefined,
  });
});

it('a run includes the named scenarios in the order of the catalog, with all other options', () => {
  const some = ['--scenario=retries', '--scenario=mtls'];
  const images = ['prometheus', 'collector', 'postgres'].map((name) => `--${name}-image=${name}:mine`);
  const args = [
    '--mesh=none',
    ...some,
    ...images,
    '--namespace=team-a',
    '--gateway-class=cilium',
    '--cpu-request=10m',
    '--keep',
    '--negative-control',
    '--report=out',
  ];
  expect(planFrom(args, KNOWN)).toEqual({
    mesh: 'none',
    scenarios: ['mtls', 'retries'],
    namespace: 'team-a',
    gatewayClass: 'cilium',
    outsideReviews: undefined,
    images: { prometheus: 'prometheus:mine', 'otel-collector': 'collector:mine', postgres: 'postgres:mine' },
    cpuRequest: '10m',
    keep: true,
    negativeControl: true,
    reportFolder: 'out',
  });
});

it('a run includes a disruptive scenario that is named', () => {
  expect(planFrom(['--mesh=istio', '--scenario=control-plane-down'], KNOWN)?.scenarios).toEqual(['control-plane-down']);
});

it('--outside-reviews accepts a DNS name and a port', () => {
  const plan = planFrom(['--mesh=istio', '--outside-reviews', 'reviews.example.org:6568'], KNOWN);
  expect(plan?.outsideReviews).toEqual({ host: 'reviews.example.org', port: 6568 });
});

it('--help gives no plan', () => {
  expect(planFrom(['--help'], KNOWN)).toBeUndefined();
});

it.each([
  [[], '--mesh is missing, but must be one of istio, ambient, linkerd, none'],
  [['--mesh', 'kuma'], '--mesh is "kuma", but must be one of istio, ambient, linkerd, none'],
  [
    ['--mesh', 'istio', '--scenario', 'canari'],
    '--scenario is "canari", but must be one of mtls, canary, retries, control-plane-down',
  ],
  [['--mesh', 'istio', '--namespace', 'Team_A'], '--namespace is "Team_A", but must be up to 52 lower-case letters'],
  [['--mesh', 'istio', '--namespace', 'a'.repeat(53)], 'but must be up to 52 lower-case letters'],
  [
    ['--mesh', 'istio', '--outside-reviews', '10.0.0.1:6568'],
    '--outside-reviews is "10.0.0.1:6568", but must be a name',
  ],
  [
    ['--mesh', 'istio', '--outside-reviews', 'reviews'],
    '--outside-reviews is "reviews", but must be a name and a port',
  ],
  [['--mesh', 'istio', '--scenarios', 'canary'], "Unknown option '--scenarios'"],
])('the arguments %j are refused: %s', (args, message) => {
  expect(() => planFrom(args, KNOWN)).toThrow(message);
});
