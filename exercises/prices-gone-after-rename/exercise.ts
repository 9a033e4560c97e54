import { onlyTestersGetVersion2 } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'prices-gone-after-rename',
  symptom:
    'No product has a price since the ports of price have other names, and after a restart of the gateway testers get the old price.',
  change: 'The ports of price were renamed to match other services.',
  meshes: ['istio'],
  start: 'scenarios/header-routing/istio',
  check: onlyTestersGetVersion2,
  hints: [
    'The route is as it was, and reports that it is accepted.',
    'What the proxy of the gateway has for port 6567 of price is no longer a route: istioctl proxy-config listeners.',
    'Istio reads the protocol of a port from the first part of its name, and detects it where that is no protocol.',
  ],
  explanation: {
    mistake:
      'The gRPC port of the Service price is named tcp-price, so Istio forwards its connections without reading the requests in them.',
    evidence:
      'The GRPCRoute is Accepted, the access log of the gateway has PassthroughCluster for connections from before, and new ones stay on one pod.',
    repair: 'Name the port grpc, or set its appProtocol to grpc.',
  },
  issue: 'https://github.com/grafana/tanka/issues/180',
};
