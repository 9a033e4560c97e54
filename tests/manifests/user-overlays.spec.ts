import { describe, expect, it } from 'vitest';

import { foldersOf, USER_OVERLAY } from './combinations.ts';
import { nameOf, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, buildOverlay, kustomizeIsMissing } from '../../libs/testbed/src/cluster/kustomize.ts';
import { podTemplates, selects } from './pod-template.ts';

/** The names of their collector and Prometheus are parts of strings, which kustomize does not change (docs/kubernetes.md). */
const NAMES_INSIDE_TEXTS = /scenarios\/(metrics|tracing)\b/;
/** Kinds that other objects refer to by name. */
const NAMED = new Set([
  'EgressNetwork',
  'GRPCRoute',
  'Gateway',
  'MeshTLSAuthentication',
  'Server',
  'Service',
  'ServiceAccount',
]);
/** Values that are no references: labels, names of containers, images, prefixes of Envoy's statistics, and PostgreSQL's names. */
const NO_REFERENCE =
  /\.(labels|matchLabels|selector|values|paths|copy-of)\b|\.containers\.\d+\.(name|image)$|\.stat_prefix$|postgres\.spec\..*\.env\b/;

/** The namespace, but not in own-product-gateway or product_gateway. */
const OLD_NAMESPACE = /(?<![\w-])product-gateway(?![\w-])/;

interface Leaf {
  readonly path: string;
  readonly value: string;
}

/** Every string in an object with its path. */
function leavesOf(value: unknown, path: string): Leaf[] {
  if (typeof value === 'string') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, `${path}.${key}`));
}

const leavesIn = (objects: readonly KubernetesObject[]) =>
  objects.flatMap((object) => leavesOf(object, nameOf(object)));

const shown = ({ path, value }: Leaf) => `${path} = ${value}`;

/** The number of pods that each selector matches, by its path. */
function selectionsOf(objects: readonly KubernetesObject[]): Record<string, number> {
  const pods = podTemplates(objects);
  const count = (selector: object) =>
    pods.filter(({ labels }) => selects(matchLabelsOf(selector), labels) && matchesExpressions(selector, labels))
      .length;
  return Object.fromEntries(
    objects.flatMap((object) =>
      selectorsIn(object, nameOf(object)).map(({ path, selector }) => [path, count(selector)] as const),
    ),
  );
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

const SELECTORS = new Set(['selector', 'podSelector', 'labelSelector', 'workloadSelector']);

function selectorsIn(value: unknown, path: string): { path: string; selector: object }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    SELECTORS.has(key) && typeof child === 'object' && child !== null
      ? [{ path: `${path}.${key}`, selector: child as object }]
      : selectorsIn(child, `${path}.${key}`),
  );
}

/** Kubernetes' selectors have matchLabels, those of Istio's networking API labels, and a Service just the labels. */
function matchLabelsOf(selector: object): Record<string, string> {
  const { matchLabels, labels, matchExpressions, ...rest } = selector as Record<string, Record<string, string>>;
  if (matchLabels ?? labels ?? matchExpressions) return matchLabels ?? labels ?? {};
  return rest as unknown as Record<string, string>;
}

function matchesExpressions(selector: object, labels: Readonly<Record<string, string>>): boolean {
  const { matchExpressions = [] } = selector as { matchExpressions?: readonly Expression[] };
  return matchExpressions.every(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key in labels;
    if (operator === 'In') return values.includes(labels[key] ?? '');
    throw new Error(`${operator} is an operator that this spec does not support`);
  });
}

/** Several processes of kustomize share a machine that may be busy. */
const SLOW = { timeout: 120_000 };

describe
  .skipIf(kustomizeIsMissing())
  .concurrent("a user's overlay with namespace, name prefix and labels", SLOW, () => {
    it.each(foldersOf('Kustomization'))('every reference in %s gets the new names', async (folder) => {
      const before = await build(folder);
      const after = await buildOverlay(folder, USER_OVERLAY);
      const leaves = leavesIn(after);

      const namespaces = after.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace));
      expect(new Set(namespaces)).toEqual(new Set([USER_OVERLAY.namespace]));
      // The repository of the images has this name, too.
      const mentions = leaves.filter(({ path, value }) => OLD_NAMESPACE.test(value) && !path.endsWith('.image'));
      expect(mentions.map(shown)).toEqual([]);

      const names = new Set(before.filter(({ kind }) => NAMED.has(kind)).map(({ metadata }) => metadata.name));
      const references = NAMES_INSIDE_TEXTS.test(folder) ? [] : leaves.filter(({ path }) => !NO_REFERENCE.test(path));
      const oldNames = references.filter(({ value }) => names.has(value));
      expect(oldNames.map(shown)).toEqual([]);

      expect(Object.values(selectionsOf(after))).toEqual(Object.values(selectionsOf(before)));
    });
  });
