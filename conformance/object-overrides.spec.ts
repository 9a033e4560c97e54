import { describe, expect, it } from 'vitest';

import { nameOutsideReviews, withGatewayClass, withOutsideReviews } from './object-overrides.ts';

describe('the reviews service outside the cluster', () => {
  const settings = (host: string, port: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings-5f4dcc' },
    data: { REVIEWS_SERVICE_HOST: host, REVIEWS_SERVICE_PORT: port },
  });
  const entry = (host: string, number: number) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'reviews' },
    spec: { hosts: [host], ports: [{ number, name: 'grpc', protocol: 'GRPC' }] },
  });
  const outside = { host: 'reviews.test', port: 6000 };

  it('gets its address everywhere, as a text and as a number', () => {
    const objects = [settings('reviews.example.com', '50051'), entry('reviews.example.com', 50_051)];
    expect(withOutsideReviews(objects, outside)).toEqual([
      settings('reviews.test', '6000'),
      entry('reviews.test', 6000),
    ]);
  });

  it('is recognised in the objects that refer to it', () => {
    expect(nameOutsideReviews([settings('reviews.example.com', '50051')])).toBe(true);
    expect(nameOutsideReviews([settings('reviews', '6568')])).toBe(false);
  });
});

describe('the class of the Gateway', () => {
  const metadata = { name: 'product-gateway' };
  const route = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata, spec: {} };
  const gateway = (gatewayClassName: string) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata,
    spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  });

  it('is replaced, and nothing else changes', () => {
    expect(withGatewayClass([gateway('eg'), route], 'istio')).toEqual([gateway('istio'), route]);
  });

  it('stays on a waypoint', () => {
    const listeners = [{ name: 'mesh', port: 15_008, protocol: 'HBONE' }];
    const waypoint = { ...gateway('istio-waypoint'), spec: { gatewayClassName: 'istio-waypoint', listeners } };
    expect(withGatewayClass([waypoint, gateway('eg')], 'istio')).toEqual([waypoint, gateway('istio')]);
  });

  it("stays on Istio's own kind of that name", () => {
    const istios = { ...gateway('eg'), apiVersion: 'networking.istio.io/v1' };
    expect(withGatewayClass([istios], 'istio')).toEqual([istios]);
  });
});
