// What can be built of k8s/.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parse } from 'yaml';

import type { Overlay } from './kustomize.ts';

const ROOT = import.meta.dirname;

const COMPONENTS = ['v2', 'faults', 'slow-replica', 'sick-replica', 'local-images', 'autoscaling', 'pod-security'].map(
  (name) => `components/${name}`,
);
const WITHOUT_MESH = [...COMPONENTS, 'components/network-policies', 'components/ingress'];

/** The components that go with each overlay. */
export const OVERLAYS: Readonly<Record<string, readonly string[]>> = {
  base: WITHOUT_MESH,
  plain: WITHOUT_MESH,
  istio: [...COMPONENTS, 'istio/network-policies'],
  linkerd: [...COMPONENTS, 'linkerd/network-policies'],
};

/** Each overlay with every single one of its components, and with all of them. */
export const COMBINATIONS = Object.entries(OVERLAYS).flatMap(([overlay, all]) =>
  [...all.map((component) => [component]), all].map((components) => ({ overlay, components })),
);

/** All that a user's own overlay is likely to change, at once. */
export const USER_OVERLAY = {
  namespace: 'elsewhere',
  namePrefix: 'own-',
  configurations: ['name-references.yaml'],
  labels: [
    { pairs: { team: 'own' }, includeSelectors: true },
    { pairs: { 'app.kubernetes.io/part-of': 'own' }, includeTemplates: true },
  ],
} satisfies Overlay;

/** The folders of k8s/ that are of a kind, such as `istio/network-policies`. */
export function foldersOf(kind: 'Kustomization' | 'Component'): string[] {
  return globSync('**/kustomization.yaml', { cwd: ROOT })
    .map(dirname)
    .filter((folder) => kustomizationOf(folder).kind === kind)
    .toSorted();
}

/** A folder's kustomization.yaml, as far as it is looked at. */
export function kustomizationOf(folder: string): { kind: string; components?: string[] } {
  return parse(readFileSync(join(ROOT, folder, 'kustomization.yaml'), 'utf8')) as ReturnType<typeof kustomizationOf>;
}
