import { expect, it } from 'vitest';

import { withGatewayClass } from './gateway-class.ts';

const metadata = { name: 'product-gateway' };
const route = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata, spec: {} };
const gateway = (gatewayClassName: string) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata,
  spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
});

it('gives the Gateway another class, and leaves all else as it is', () => {
  expect(withGatewayClass([gateway('eg'), route], 'istio')).toEqual([gateway('istio'), route]);
});

it("takes Istio's own kind of that name for something else", () => {
  const istios = { ...gateway('eg'), apiVersion: 'networking.istio.io/v1' };
  expect(withGatewayClass([istios], 'istio')).toEqual([istios]);
});
