import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { Service } from 'kubernetes-models/v1/Service';
import { beforeAll, describe, expect, it } from 'vitest';

import { loadConfig, SERVICES, type ServiceName } from '#configuration';

import { gatewaySettings } from '../../apps/gateway/src/gateway.config.ts';
import { inventorySettings } from '../../apps/inventory/src/inventory.config.ts';
import { imageOf } from '../../libs/testbed/src/containers/image.ts';
import { OVERLAYS } from './combinations.ts';
import { ofKind, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, kustomizeIsMissing } from '../../libs/testbed/src/cluster/kustomize.ts';
import { podTemplates, type PodTemplate } from './pod-template.ts';

const NAMES = Object.keys(SERVICES) as ServiceName[];
const SETTINGS = { ...inventorySettings, ...gatewaySettings };
/** Variables that no service reads by its settings: a part of DATABASE_URL, and the password that the driver reads. */
const OF_DATABASE = new Set(['DATABASE_HOST', 'PGPASSWORD']);
/** The paths that are reachable from outside, and the services that serve them. */
const PATHS = { '/product': 'gateway', '/productInventory': 'inventory' } as const;

const isOurs = (app: string | undefined) => NAMES.some((name) => name === app);

const portsOf = (name: string) => {
  const { httpPort, grpcPort } = SERVICES[name as ServiceName];
  return { http: httpPort, grpc: grpcPort };
};

describe.skipIf(kustomizeIsMissing()).each(Object.entries(OVERLAYS))('%s with its components', (overlay, all) => {
  let objects: readonly KubernetesObject[];
  let containers: { app: ServiceName; pod: PodTemplate; container: IContainer }[];
  let settings: KubernetesObject & ConfigMap;

  beforeAll(async () => {
    objects = await build(overlay, all);
    containers = podTemplates(objects)
      .filter(({ labels }) => isOurs(labels['app']))
      .flatMap((pod) =>
        pod.spec.containers.map((container) => ({ app: pod.labels['app'] as ServiceName, pod, container })),
      );
    settings = ofKind(objects, ConfigMap).find(({ metadata }) =>
      metadata.name.startsWith('settings-'),
    ) as typeof settings;
  });

  it('the pods run the image of every service', () => {
    expect(new Set(containers.map(({ app }) => app))).toEqual(new Set(NAMES));
    for (const { app, container } of containers) expect(container.image).toBe(imageOf(app));
  });

  it('the pods and Services have the ports of the services', () => {
    for (const { app, container } of containers) {
      const ports = container.ports?.map(({ name = '', containerPort }) => [name, containerPort] as const) ?? [];
      expect(Object.fromEntries(ports)).toEqual(portsOf(app));
    }
    for (const { spec } of ofKind(objects, Service)) {
      if (!isOurs(spec?.selector?.['app'])) continue;
      const ports = spec?.ports?.map(({ name = '', port }) => [name, port] as const) ?? [];
      expect(Object.fromEntries(ports)).toEqual(portsOf(spec?.selector?.['app'] ?? ''));
      expect(spec?.ports?.filter(({ name, targetPort }) => targetPort !== name)).toEqual([]);
    }
  });

  it('the environment has only variables that the services read, with valid values', () => {
    for (const { container } of containers) {
      expect(container.envFrom).toEqual([{ configMapRef: { name: settings.metadata.name } }]);
      const fieldPath = "metadata.labels['version']";
      expect(container.env).toContainEqual({ name: 'SERVICE_VERSION', valueFrom: { fieldRef: { fieldPath } } });
      const own = container.env?.map(({ name, value }) => [name, value] as const) ?? [];
      const environment = { ...settings.data, ...Object.fromEntries(own) };
      expect(Object.keys(environment).filter((name) => !(name in SETTINGS) && !OF_DATABASE.has(name))).toEqual([]);
      expect(() => loadConfig(SETTINGS, environment)).not.toThrow();
    }
  });

  it('the gateway finds each backend by the Service for all its versions', () => {
    for (const app of NAMES.filter((name) => name !== 'gateway')) {
      expect(settings.data?.[`${SERVICES[app].variable}_SERVICE_HOST`]).toBe(app);
      const service = ofKind(objects, Service).find(({ metadata }) => metadata.name === app);
      expect(service?.spec?.selector).toEqual({ app });
    }
  });

  it('the termination grace period of a pod is longer than the drain of its service', () => {
    const { DRAIN_DELAY, DRAIN_TIMEOUT } = loadConfig(SETTINGS, settings.data);
    for (const { pod } of containers) {
      expect((pod.spec.terminationGracePeriodSeconds ?? 0) * 1000).toBeGreaterThan(DRAIN_DELAY + DRAIN_TIMEOUT);
    }
  });

  it('the probes are paths that the services serve', () => {
    for (const { container } of containers) {
      expect(container.startupProbe?.httpGet).toEqual({ path: '/livez', port: 'http' });
      expect(container.livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'http' });
      expect(container.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' });
    }
  });

  it('the ingress leads to two paths and nothing else', () => {
    const byRoutes = ofKind(objects, HTTPRoute)
      .flatMap(({ spec }) => spec.rules ?? [])
      .flatMap(({ matches, backendRefs }) => matches?.map(({ path }) => [path?.value, backendRefs]));
    const byIngress = ofKind(objects, Ingress)
      .flatMap(({ spec }) => spec?.rules?.flatMap(({ http }) => http?.paths ?? []) ?? [])
      .map(({ path, backend }) => [path, [backend.service]]);
    const paths = Object.entries(PATHS);
    expect([...byRoutes, ...byIngress]).toEqual(
      byIngress.length > 0
        ? paths.map(([path, name]) => [path, [{ name, port: { name: 'http' } }]])
        : paths.map(([path, name]) => [path, [{ name, port: SERVICES[name].httpPort }]]),
    );
  });
});
