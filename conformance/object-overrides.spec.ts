import { describe, expect, it } from 'vitest';

import {
  nameOutsideReviews,
  withCpuRequests,
  withGatewayClass,
  withImages,
  withOutsideReviews,
} from './object-overrides.ts';

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

describe('the images of containers', () => {
  const metadata = { name: 'prometheus', namespace: 'product-gateway' };
  const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'prometheus' } } };
  const workload = (kind: string, ...images: string[]) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata,
    spec: {
      selector: { matchLabels: { app: 'prometheus' } },
      template: {
        metadata: { labels: { app: 'prometheus' } },
        spec: { containers: ['prometheus', 'other'].map((name, index) => ({ name, image: images[index] })) },
      },
    },
  });

  it('are replaced by the names of the containers, and nothing else changes', () => {
    const objects = (image: string) => [
      workload('Deployment', image, 'other:1'),
      workload('StatefulSet', image, 'other:1'),
      service,
    ];
    expect(withImages(objects('prom/prometheus:v3'), { prometheus: 'mine:1' })).toEqual(objects('mine:1'));
  });

  it('stay where no image is given', () => {
    const objects = [workload('Deployment', 'prom/prometheus:v3', 'other:1')];
    expect(withImages(objects, { prometheus: undefined })).toEqual(objects);
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

  it("stays on Istio's own kind of that name", () => {
    const istios = { ...gateway('eg'), apiVersion: 'networking.istio.io/v1' };
    expect(withGatewayClass([istios], 'istio')).toEqual([istios]);
  });
});

it('the CPU requests of all containers and of their proxies are replaced, and other requests kept', () => {
  const metadata = { name: 'price', namespace: 'product-gateway' };
  const resources = (cpu: string) => ({ requests: { cpu, memory: '128Mi' } });
  const deployment = (cpu: string, annotations: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: {},
      template: {
        metadata: { labels: { app: 'price' }, annotations: { on: 'yes', ...annotations } },
        spec: { containers: [{ name: 'service', resources: resources(cpu) }] },
      },
    },
  });
  const objects = [deployment('100m', {})];
  expect(withCpuRequests(objects, undefined)).toBe(objects);
  expect(withCpuRequests(objects, '10m')).toEqual([
    deployment('10m', { 'sidecar.istio.io/proxyCPU': '10m', 'config.linkerd.io/proxy-cpu-request': '10m' }),
  ]);
});
