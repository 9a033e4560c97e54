import { describe, expect, it } from 'vitest';

import { withCpuRequests, withImages } from './pod-template-overrides.ts';

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

it('the CPU request of a pod is replaced as that of a Deployment’s pods', () => {
  const pod = (cpu: string, annotations: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'client', namespace: 'client', ...annotations },
    spec: { containers: [{ name: 'client', resources: { requests: { cpu } } }] },
  });
  const annotations = { 'sidecar.istio.io/proxyCPU': '10m', 'config.linkerd.io/proxy-cpu-request': '10m' };
  expect(withCpuRequests([pod('100m', {})], '10m')).toEqual([pod('10m', { annotations })]);
});
