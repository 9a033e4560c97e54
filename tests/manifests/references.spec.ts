import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Service } from 'kubernetes-models/v1/Service';
import { beforeAll, describe, expect, it } from 'vitest';

import { OVERLAYS } from './combinations.ts';
import { nameOf, ofKind, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, kustomizeIsMissing } from '../../libs/testbed/src/cluster/kustomize.ts';
import { podTemplates, selects, type PodTemplate } from './pod-template.ts';

describe.skipIf(kustomizeIsMissing()).each(Object.entries(OVERLAYS))('in %s with its components', (overlay, all) => {
  let objects: readonly KubernetesObject[];
  let names: string[];
  let pods: PodTemplate[];

  beforeAll(async () => {
    objects = await build(overlay, all);
    names = objects.map(nameOf);
    pods = podTemplates(objects);
  });

  it('every Service and every PodDisruptionBudget selects existing pods', () => {
    const selectors = [
      ...ofKind(objects, Service).map(({ spec }) => spec?.selector),
      ...ofKind(objects, PodDisruptionBudget).map(({ spec }) => spec?.selector?.matchLabels),
    ];
    expect(selectors.filter((selector = {}) => !pods.some(({ labels }) => selects(selector, labels)))).toEqual([]);
  });

  it('every HorizontalPodAutoscaler scales an existing Deployment by one of its containers', () => {
    for (const { spec } of ofKind(objects, HorizontalPodAutoscaler)) {
      const target = `${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name}`;
      expect(names).toContain(target);
      const containers = pods.find(({ name }) => name === target)?.spec.containers.map(({ name }) => name);
      for (const metric of spec?.metrics ?? []) expect(containers).toContain(metric.containerResource?.container);
    }
  });

  it('every pod has an existing ServiceAccount', () => {
    for (const { spec } of pods) expect(names).toContain(`ServiceAccount/${spec.serviceAccountName}`);
  });

  it('every NetworkPolicy refers to existing apps and ports', () => {
    const apps = new Set(pods.map(({ labels }) => labels['app']));
    const ports = new Set(pods.flatMap(({ spec }) => spec.containers.flatMap((c) => c.ports?.map(({ name }) => name))));
    for (const { spec } of ofKind(objects, NetworkPolicy)) {
      const { podSelector, ingress = [], egress = [] } = spec ?? {};
      const peers = [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
      const selectors = [podSelector, ...peers.map((peer) => peer.podSelector)];
      const named = selectors.flatMap((selector) => [
        selector?.matchLabels?.['app'] ?? [],
        selector?.matchExpressions?.flatMap(({ key, values = [] }) => (key === 'app' ? values : [])) ?? [],
      ]);
      expect(named.flat().filter((app) => !apps.has(app))).toEqual([]);
      const namedPorts = [...ingress, ...egress].flatMap((rule) => rule.ports?.map(({ port }) => port) ?? []);
      expect(namedPorts.filter((port) => typeof port === 'string' && !ports.has(port))).toEqual([]);
    }
  });
});
