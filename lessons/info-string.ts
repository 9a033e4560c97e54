// The words after the language of a code block, which Markdown does not show.
import { SERVICE_MESHES, type ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { parseNumberRange, type NumberRange } from './number-range.ts';

/** What the words of a block of commands say: `sh on=istio exit=1`. */
export interface CommandOptions {
  /** The only mesh on which the commands run. */
  readonly mesh: ServiceMesh | undefined;
  /** False for commands that change the machine, such as those that create a cluster. */
  readonly isRun: boolean;
  /** The exit code of the command that fails; 0 if none does. */
  readonly exitCode: number;
}

/** What the words of a block of output say: `text on=istio price-v2=10%of300`. */
export interface OutputOptions {
  /** The only mesh on which this is the output. */
  readonly mesh: ServiceMesh | undefined;
  /** By a word of the output: the range of the number beside it on its line. Other numbers on that line vary freely. */
  readonly ranges: ReadonlyMap<string, NumberRange>;
}

/** @throws Error that names the word and what is accepted */
export function parseCommandOptions(info: string): CommandOptions {
  let [mesh, isRun, exitCode]: [ServiceMesh | undefined, boolean, number] = [undefined, true, 0];
  for (const [key, value] of pairsIn(info)) {
    if (key === 'on') mesh = meshFrom(value);
    else if (key === 'run' && value === 'never') isRun = false;
    else if (key === 'exit' && /^[1-9]\d{0,2}$/.test(value)) exitCode = Number(value);
    else throw new Error(`"${key}=${value}" is unknown after sh, where on=MESH, run=never or exit=CODE may stand.`);
  }
  return { mesh, isRun, exitCode };
}

/** @throws Error that names the word and what is accepted */
export function parseOutputOptions(info: string): OutputOptions {
  let mesh: ServiceMesh | undefined;
  const ranges = new Map<string, NumberRange>();
  for (const [key, value] of pairsIn(info)) {
    if (key === 'on') mesh = meshFrom(value);
    else ranges.set(key, parseNumberRange(value));
  }
  return { mesh, ranges };
}

function pairsIn(info: string): [string, string][] {
  return info
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const [, key, value] = /^([^=]+)=([^=]+)$/.exec(word) ?? [];
      if (key === undefined || value === undefined) throw new Error(`"${word}" is not NAME=VALUE.`);
      return [key, value];
    });
}

function meshFrom(value: string): ServiceMesh {
  const mesh = SERVICE_MESHES.find((name) => name === value);
  if (!mesh) throw new Error(`on=${value}: the mesh must be one of ${SERVICE_MESHES.join(', ')}.`);
  return mesh;
}
