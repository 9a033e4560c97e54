// The objects that can be built from k8s/ and scenarios/.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parse } from 'yaml';

import type { Overlay } from '../../libs/testbed/src/cluster/kustomize.ts';

const ROOT = join(import.meta.dirname, '../..');

const COMPONENTS = [
  'v2',
  'faults',
  'many-options',
  'many-streams',
  'slow-replica',
  'sick-replica',
  'local-images',
  'autoscaling',
  'pod-security',
  'postgres',
].map((name) => `k8s/components/${name}`);
const WITHOUT_MESH = [...COMPONENTS, 'k8s/components/network-policies', 'k8s/components/ingress'];

/** The components that go with each overlay. */
export const OVERLAYS: Readonly<Record<string, readonly string[]>> = {
  'k8s/base': WITHOUT_MESH,
  'k8s/plain': WITHOUT_MESH,
  'k8s/istio': [...COMPONENTS, 'k8s/istio/network-policies'],
  'k8s/ambient': [...COMPONENTS, 'k8s/ambient/network-policies'],
  'k8s/linkerd': [...COMPONENTS, 'k8s/linkerd/network-policies'],
};

/** Each overlay with every single one of its components, and with all of them. */
export const COMBINATIONS = Object.entries(OVERLAYS).flatMap(([overlay, all]) =>
  [...all.map((component) => [component]), all].map((components) => ({ overlay, components })),
);

/** What the overlay of a user is likely to change. */
export const USER_OVERLAY = {
  namespace: 'elsewhere',
  namePrefix: 'own-',
  configurations: ['k8s/name-references.yaml'],
  labels: [
    { pairs: { team: 'own' }, includeSelectors: true },
    { pairs: { 'app.kubernetes.io/part-of': 'own' }, includeTemplates: true },
  ],
} satisfies Overlay;

/** The folders of one kind, such as `k8s/istio/network-policies`. */
export function foldersOf(kind: 'Kustomization' | 'Component'): string[] {
  return globSync('{k8s,scenarios}/**/kustomization.yaml', { cwd: ROOT })
    .map(dirname)
    .filter((folder) => kustomizationOf(folder).kind === kind)
    .toSorted();
}

/** The fields of a kustomization.yaml that the checks read. */
export function kustomizationOf(folder: string): { kind: string; components?: string[] } {
  return parse(readFileSync(join(ROOT, folder, 'kustomization.yaml'), 'utf8')) as ReturnType<typeof kustomizationOf>;
}
