import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Code } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';

import { unsupportedReason } from '../conformance/catalog.ts';
import { MESHES, SIDECAR_MESHES, type ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { parseMarkdown } from '../libs/markdown/src/parse-markdown.ts';
import { parseCommandOptions, parseOutputOptions, type CommandOptions, type OutputOptions } from './info-string.ts';

const ROOT = join(import.meta.dirname, '..');

/** A block of output on a page. */
export interface PageOutput extends OutputOptions {
  readonly text: string;
  readonly line: number;
  /** Where the block is in the file. */
  readonly start: number;
  readonly end: number;
  readonly info: string;
}

/** A block of commands on a page, with the blocks of output that follow it. */
export interface Step extends CommandOptions {
  readonly commands: string;
  readonly line: number;
  /** The heading that it stands under. */
  readonly section: string;
  readonly outputs: readonly PageOutput[];
}

/** A page with commands and their outputs. */
export interface LessonPage {
  /** From the root of the repository. */
  readonly path: string;
  /** The headings of the second level. */
  readonly sections: readonly string[];
  readonly steps: readonly Step[];
}

/** @throws Error with the path and the line of a block that has bad words after its language, or output without a command */
export function readLessonPage(path: string): LessonPage {
  const root = parseMarkdown(readFileSync(join(ROOT, path), 'utf8'));
  const sections: string[] = [];
  const steps: (Step & { outputs: PageOutput[] })[] = [];
  visit(root, (node) => {
    if (node.type === 'heading' && node.depth === 2) sections.push(toString(node));
    if (node.type !== 'code') return;
    const line = node.position?.start.line ?? 0;
    try {
      if (node.lang === 'sh') steps.push({ ...stepFrom(node, line, sections.at(-1) ?? ''), outputs: [] });
      else if (node.lang === 'text') outputsOfLast(steps).push(outputFrom(node, line));
    } catch (error) {
      throw new Error(`${path}:${line}: ${(error as Error).message}`, { cause: error });
    }
  });
  return { path, sections, steps };
}

/** The meshes that the lesson of a scenario has commands for: those with sidecars that support it, or else Istio's ambient mode. */
export function meshesOfLesson(scenario: string): readonly ServiceMesh[] {
  const meshes = SIDECAR_MESHES.filter((mesh) => unsupportedReason(MESHES[mesh], scenario) === undefined);
  return meshes.length > 0 ? meshes : ['ambient'];
}

/** The steps of a page that run on a mesh. */
export const stepsOn = (mesh: ServiceMesh, { steps }: LessonPage): Step[] =>
  steps.filter((step) => step.isRun && (step.mesh ?? mesh) === mesh);

/** The output of a step on a mesh; undefined if the page has none. */
export const outputOn = (mesh: ServiceMesh, { outputs }: Step): PageOutput | undefined =>
  outputs.find((output) => (output.mesh ?? mesh) === mesh);

const stepFrom = ({ value, meta }: Code, line: number, section: string) => ({
  ...parseCommandOptions(meta ?? ''),
  commands: value,
  line,
  section,
});

const outputFrom = ({ value, meta, position }: Code, line: number): PageOutput => ({
  ...parseOutputOptions(meta ?? ''),
  text: value,
  line,
  start: position?.start.offset ?? 0,
  end: position?.end.offset ?? 0,
  info: meta ?? '',
});

function outputsOfLast(steps: readonly { readonly outputs: PageOutput[] }[]): PageOutput[] {
  const last = steps.at(-1);
  if (!last) throw new Error('an output without a command before it.');
  return last.outputs;
}
