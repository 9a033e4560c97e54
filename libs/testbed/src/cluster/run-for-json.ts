import { runForOutputs, type RunOptions } from '../run.ts';
import { bundleOf, FROM_STDIN } from './program-bundle.ts';

/**
 * Runs a command in a container, and parses the JSON that it prints. `kubectl exec` can lose output and exit with 0 all the same
 * (kubernetes/kubernetes#124571).
 *
 * @param command the whole command line, which names the namespace, the pod and the container
 * @throws ProgramError if it does not exit with 0
 * @throws Error with the command line and all of its output if that is no JSON
 */
export async function runForJson<T>([program = '', ...args]: readonly string[], options: RunOptions = {}): Promise<T> {
  const { stdout, stderr } = await runForOutputs(program, args, options);
  const text = stdout.toString();
  try {
    return JSON.parse(text) as T;
  } catch {
    const what = text.trim() === '' ? 'nothing' : 'no JSON';
    throw new Error(`${[program, ...args].join(' ')} ended with 0, but printed ${what}: ${stderr.toString()}${text}`);
  }
}

/**
 * Runs a TypeScript file of this repository in a container, and parses the JSON that it prints.
 *
 * @param node a command that runs node there, and passes on its standard input
 */
export const runFileForJson = async <T>(
  node: readonly string[],
  file: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<T> => await runForJson<T>([...node, ...FROM_STDIN, ...args], { input: await bundleOf(file), signal });
