import { parseArgs } from 'node:util';

import { wholeNumberOption } from '../libs/testbed/src/command-options.ts';
import { SERVICE_MESHES, type ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';

/** The options of one run. */
export interface LessonsPlan {
  readonly mesh: ServiceMesh;
  /** Paths of pages, in the order in which they run. */
  readonly pages: readonly string[];
  /** Whether outputs that differ are written into the pages. */
  readonly isUpdate: boolean;
  /** How often a page may be run until its outputs agree. */
  readonly attempts: number;
}

export const USAGE = `npm run lessons:check -- --mesh ${SERVICE_MESHES.join('|')} [options]

Runs the commands of the lessons on the cluster that kubectl is configured for, and compares what they print with the pages.

  --mesh NAME       the mesh of the cluster: ${SERVICE_MESHES.join(', ')}
  --scenario NAME   only the lesson of this scenario; may be repeated
  --page PATH       this page, such as docs/demo.md, in place of the lessons; may be repeated
  --attempts N      run a page up to N times until its outputs agree, 1 to 10 (1); for machines that stall at times
  --update          write the outputs that differ into the pages, unless a number is out of its range
  --help            print this

Exits 0 if all outputs agree, 1 otherwise, 2 on a bad option or without a usable cluster, 130 on Ctrl-C.`;

/**
 * Parses the command line; undefined for --help.
 *
 * @param scenarios the names of all scenarios, in the order in which they are learned
 * @throws Error that names the bad option, its value and what is accepted
 */
export function planFrom(args: string[], scenarios: readonly string[]): LessonsPlan | undefined {
  const { values } = parseArgs({
    args,
    options: {
      mesh: { type: 'string' },
      scenario: { type: 'string', multiple: true },
      page: { type: 'string', multiple: true },
      attempts: { type: 'string', default: '1' },
      update: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const mesh = SERVICE_MESHES.find((name) => name === values.mesh);
  if (!mesh) {
    throw new Error(`--mesh is ${values.mesh ?? 'missing'}, but must be one of ${SERVICE_MESHES.join(', ')}`);
  }
  const unknown = values.scenario?.find((name) => !scenarios.includes(name));
  if (unknown !== undefined) throw new Error(`--scenario is ${unknown}, but must be one of ${scenarios.join(', ')}`);
  const named = values.scenario ?? (values.page ? [] : scenarios);
  const lessons = scenarios.filter((name) => named.includes(name)).map(lessonOf);
  return {
    mesh,
    pages: [...lessons, ...(values.page ?? [])],
    isUpdate: values.update,
    attempts: wholeNumberOption('--attempts', values.attempts, { max: 10 }),
  };
}

/** The page of a scenario. */
export const lessonOf = (scenario: string): string => `scenarios/${scenario}/README.md`;
