// Builds the objects of the folders of k8s/ and scenarios/ by kustomize, or by kubectl, which contains it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

import { parseAllDocuments, stringify } from 'yaml';

import { requireOrSkip } from '../require-or-skip.ts';
import { run } from '../run.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const COMMANDS = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
] as const;
const COMMAND = COMMANDS.find(([program, verb]) => spawnSync(program, [verb, '--help']).status === 0);

/** The file of the objects that an overlay adds. */
const OBJECTS = 'objects.yaml';

const built = new Map<string, Promise<readonly KubernetesObject[]>>();

/** Whether to skip what needs kustomize. */
export const kustomizeIsMissing = (): boolean =>
  requireOrSkip('kubectl and no kustomize', COMMAND !== undefined, 'https://kubernetes.io/docs/tasks/tools/ has both.');

/**
 * Builds the objects of a folder, alone or with components. The result is cached. Paths are relative to the root of the
 * repository.
 *
 * @param overlay such as k8s/istio
 * @param components such as k8s/components/v2
 * @throws Error with the output of kustomize
 */
export function build(overlay: string, components: readonly string[] = []): Promise<readonly KubernetesObject[]> {
  const key = [overlay, ...components].join(' ');
  const objects =
    built.get(key) ?? (components.length > 0 ? buildOverlay(overlay, { components }) : kustomize(join(ROOT, overlay)));
  built.set(key, objects);
  return objects;
}

/** Objects as one file in YAML 1.1, the version that Kubernetes reads, in which words such as on need quotes. */
export function manifestOf(objects: readonly KubernetesObject[]): string {
  return objects.map((object) => `---\n${stringify(object, { version: '1.1', lineWidth: 0 })}`).join('');
}

/** Parses the objects of a manifest in YAML, which may have empty documents, as that of `istioctl kube-inject` does. */
export const objectsOf = (manifest: string): readonly KubernetesObject[] =>
  parseAllDocuments(manifest)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);

/** The fields of a user's kustomization; paths are relative to the root of the repository. */
export interface Overlay {
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly labels?: readonly { readonly pairs: Readonly<Record<string, string>>; readonly [option: string]: unknown }[];
  readonly components?: readonly string[];
  readonly configurations?: readonly string[];
  readonly patches?: readonly { readonly target: Readonly<Record<string, unknown>>; readonly patch: string }[];
  /** Objects to add. */
  readonly objects?: readonly KubernetesObject[];
}

/**
 * Builds the objects of a folder through a user's kustomization in another folder.
 *
 * @throws Error with the output of kustomize
 */
export async function buildOverlay(folder: string, overlay: Overlay): Promise<readonly KubernetesObject[]> {
  await using own = await mkdtempDisposable(join(realpathSync(tmpdir()), 'kustomize-'));
  // kustomize accepts no absolute paths.
  const path = (name: string) => relative(own.path, join(ROOT, name));
  const { components = [], configurations = [], objects = [], ...rest } = overlay;
  // kustomize reads configurations only from the folder of the kustomization.
  for (const name of configurations) copyFileSync(join(ROOT, name), join(own.path, basename(name)));
  if (objects.length > 0) writeFileSync(join(own.path, OBJECTS), manifestOf(objects));
  const kustomization = {
    ...rest,
    resources: [path(folder), ...(objects.length > 0 ? [OBJECTS] : [])],
    components: components.map(path),
    configurations: configurations.map((name) => basename(name)),
  };
  writeFileSync(join(own.path, 'kustomization.yaml'), stringify(kustomization));
  return await kustomize(own.path);
}

async function kustomize(folder: string): Promise<readonly KubernetesObject[]> {
  if (!COMMAND) throw new Error('Neither kubectl nor kustomize is on PATH.');
  const [program, verb] = COMMAND;
  // The process is too short-lived for garbage collection to pay.
  const env = { ...process.env, GOGC: 'off' };
  return objectsOf(await run(program, [verb, folder], { env }));
}
