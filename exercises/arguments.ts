import { parseArgs } from 'node:util';

import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { SIDECAR_MESHES, type ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { namespaceOption } from '../libs/testbed/src/command-options.ts';

/** What `npm run break` does. */
export type BreakPlan =
  | { readonly action: 'list' }
  | { readonly action: 'repair'; readonly namespace: string }
  | {
      readonly action: 'break';
      readonly exercise: string;
      readonly namespace: string;
      readonly mesh: ServiceMesh | undefined;
      /** Whether the start state is applied first. */
      readonly start: boolean;
    };

/** What `npm run grade` does. */
export interface GradePlan {
  readonly exercise: string;
  readonly namespace: string;
  readonly mesh: ServiceMesh | undefined;
  /** Whether only the next hint is printed. */
  readonly hint: boolean;
}

/** What `npm run exercises:check` does. */
export interface CheckPlan {
  readonly mesh: ServiceMesh;
  readonly exercises: readonly string[];
  readonly namespace: string;
  /** The folder for the report. */
  readonly reportFolder: string | undefined;
}

const COMMON = `
  --namespace NAME   where the five services run (${NAMESPACE})
  --mesh NAME        ${SIDECAR_MESHES.join(' or ')}, where the pods do not show it`;

export const BREAK_USAGE = `npm run break -- EXERCISE [options]

Applies the mistake of an exercise to the running deployment. docs/exercises.md lists the exercises.
${COMMON}
  --start            first apply the healthy deployment that the exercise starts with
  --repair           restore the deployment as it was before the mistake, and delete the clients
  --list             print the names of all exercises and what users report
  --help             print this

Exits 0 if that was done, 1 if the mistake has no effect on traffic, 2 on a bad option or without a usable deployment.`;

export const GRADE_USAGE = `npm run grade -- EXERCISE [options]

Sends traffic to the deployment, prints whether it is healthy, and explains the mistake.
${COMMON}
  --hint             print only the next hint
  --help             print this

Exits 0 if the deployment is healthy, 1 if it is broken, 2 on a bad option or without a usable deployment.`;

export const CHECK_USAGE = `npm run exercises:check -- --mesh ${SIDECAR_MESHES.join('|')} [options]

Starts the five services in a namespace of their own and proves each exercise three ways: untouched the deployment is
graded healthy, with the mistake broken, and with the repair on top of it healthy.

  --mesh NAME        ${SIDECAR_MESHES.join(' or ')}
  --exercise NAME    check only this exercise; may be repeated
  --namespace NAME   a namespace that does not exist and is deleted at the end (${NAMESPACE})
  --report DIR       write a report in JSON to DIR, such as istio-1.31.json; exercises that were not checked stay in it
  --help             print this

Exits 0 if all are proven, 1 if one is not, 2 on a bad option or without a usable cluster, 130 on Ctrl-C.`;

const SHARED = {
  mesh: { type: 'string' },
  namespace: { type: 'string', default: NAMESPACE },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Parses the command line of `npm run break`; undefined for --help.
 *
 * @param known the names of all exercises
 * @throws Error that names the bad option, its value and what is accepted
 */
export function breakPlanFrom(args: string[], known: readonly string[]): BreakPlan | undefined {
  const flag = { type: 'boolean', default: false } as const;
  const options = { ...SHARED, start: flag, repair: flag, list: flag };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  if (values.help) return undefined;
  if (values.list) return { action: 'list' };
  const namespace = namespaceOption(values.namespace);
  if (values.repair) {
    if (positionals.length > 0) throw new Error(`--repair restores any mistake, so "${positionals[0]}" is not needed`);
    return { action: 'repair', namespace };
  }
  const exercise = exerciseFrom(positionals, known);
  return { action: 'break', exercise, namespace, mesh: optionalMesh(values.mesh), start: values.start };
}

/** Parses the command line of `npm run grade` likewise. */
export function gradePlanFrom(args: string[], known: readonly string[]): GradePlan | undefined {
  const options = { ...SHARED, hint: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  if (values.help) return undefined;
  const exercise = exerciseFrom(positionals, known);
  return { exercise, namespace: namespaceOption(values.namespace), mesh: optionalMesh(values.mesh), hint: values.hint };
}

/**
 * Parses the command line of `npm run exercises:check` likewise.
 *
 * @param exercises their names, and the meshes of each
 */
export function checkPlanFrom(
  args: string[],
  exercises: readonly { readonly name: string; readonly meshes: readonly ServiceMesh[] }[],
): CheckPlan | undefined {
  const options = { ...SHARED, exercise: { type: 'string', multiple: true }, report: { type: 'string' } } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return undefined;
  const mesh = optionalMesh(values.mesh);
  if (!mesh) throw new Error(`--mesh is missing, but must be one of ${SIDECAR_MESHES.join(', ')}`);
  const known = exercises.filter(({ meshes }) => meshes.includes(mesh)).map(({ name }) => name);
  const wanted = values.exercise ?? known;
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--exercise is "${unknown}", but must be one of ${known.join(', ')}`);
  return {
    mesh,
    exercises: known.filter((name) => wanted.includes(name)),
    namespace: namespaceOption(values.namespace),
    reportFolder: values.report,
  };
}

function exerciseFrom(positionals: readonly string[], known: readonly string[]): string {
  const [name, ...others] = positionals;
  if (others.length > 0) throw new Error(`There is one exercise at a time, but also "${others.join(' ')}"`);
  if (name !== undefined && known.includes(name)) return name;
  const value = name === undefined ? 'missing' : `"${name}"`;
  throw new Error(`The exercise is ${value}, but must be one of ${known.join(', ')}`);
}

function optionalMesh(value: string | undefined): ServiceMesh | undefined {
  const mesh = SIDECAR_MESHES.find((name) => name === value);
  if (value !== undefined && !mesh)
    throw new Error(`--mesh is "${value}", but must be one of ${SIDECAR_MESHES.join(', ')}`);
  return mesh;
}
